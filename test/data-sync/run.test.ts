import { MemoryReceiver } from '../../lambda/adapters/memory/memory-receiver.ts';
import { MemorySettingStore } from '../../lambda/adapters/memory/memory-setting-store.ts';
import { MemorySyncRuns } from '../../lambda/adapters/memory/memory-sync-runs.ts';
import { MemorySyncStore } from '../../lambda/adapters/memory/memory-sync-store.ts';
import { beginRun } from '../../lambda/data-sync/begin-run.ts';
import { DeliveryFailed } from '../../lambda/data-sync/delivery-failed.ts';
import { endRun } from '../../lambda/data-sync/end-run.ts';
import { currentSettings, jobSettings, judgeOptions, leaseMs } from '../../lambda/data-sync/job-settings.ts';
import { takeTurn } from '../../lambda/data-sync/take-turn.ts';
import { MAX_WORKERS, workerLanes } from '../../lambda/data-sync/worker-lanes.ts';
import { LANES } from '../../lambda/domain/sync-row.ts';
import { SYNC_RUN_ID, syncRunId } from '../../lambda/domain/sync-run.ts';
import { readSyncSettings, SYNC_SETTINGS } from '../../lambda/model/sync-settings.ts';
import { SteppedTime } from '../support/stepped-time.ts';
import { runJob } from '../support/sync-job.ts';
import { change } from '../support/sync-stores.ts';

const START = Date.UTC(2026, 10, 22);

async function setUp(settings: Readonly<Record<string, string>> = {}) {
  const time = new SteppedTime(START);
  const store = new MemorySyncStore(time.clock);
  const receiver = new MemoryReceiver(time.clock);
  const runLog = new MemorySyncRuns(time.clock);
  const texts = new MemorySettingStore();
  await texts.change({
    DataSyncEnabled: 'Yes',
    DataSyncApiUrl: 'https://receiver.example.com/sync',
    DataSyncTokenUrl: 'https://id.example.com/token',
    ...settings,
  });
  const ports = {
    queues: store,
    leases: store,
    settings: texts,
    receiver,
    runLog,
    clock: time.clock,
    after: time.timer,
    random: () => 0.5,
  };
  return { time, store, receiver, runLog, texts, ports };
}

describe('a run', () => {
  it('tells what it has done', async () => {
    const { time, store, receiver, runLog, ports } = await setUp();
    for (const id of ['C-1', 'C-2']) await store.capture([change('insert', id)]);
    expect(await time.until(runJob(ports, 'run-1'))).toEqual({
      status: 'success',
      success: 1,
      error: 0,
      canceled: 0,
      skipped: 0,
      delivered: 2,
      parked: 0,
    });
    expect(receiver.got.flat().map(({ action }) => action)).toEqual(['CUSTOMERCRE', 'CUSTOMERCRE']);
    expect(await runLog.find('run-1')).toMatchObject({ status: 'success', delivered: 2, ended: time.now });
  });

  it('fails with the id, the status and the first words of the answer, and leaves the rest queued', async () => {
    const { time, store, receiver, runLog, ports } = await setUp({ DataSyncConcurrency: '1' });
    for (const id of ['C-1', 'C-2', 'C-3']) await store.capture([change('insert', id)]);
    receiver.respond({ status: 200 }, { status: 503, body: 'try later' });
    const ended = await time.until(runJob(ports, 'run-1'));
    const failed = receiver.got[1]?.[0]?.uniqueId;
    const cause = `uniqueId ${failed}: status 503, "try later"`;
    expect(ended).toMatchObject({ status: 'error', error: 1, errorName: 'DeliveryFailed', cause });
    expect(await runLog.find('run-1')).toMatchObject({
      status: 'error',
      delivered: 1,
      reason: `DeliveryFailed: ${cause}`,
    });
    expect((await store.read()).progress.depth).toBe(2);
    // The next one can begin at once, and begins with what was in progress.
    expect(await time.until(runJob(ports, 'run-2'))).toMatchObject({ status: 'success', delivered: 2 });
    expect(receiver.got[2]?.[0]?.uniqueId).toBe(failed);
  });

  it('is skipped while DataSyncEnabled is false, which the monitor shows to who asked for it', async () => {
    const { time, runLog, ports } = await setUp({ DataSyncEnabled: 'No' });
    const reason = 'DataSyncEnabled is false';
    expect(await time.until(runJob(ports, 'run-1'))).toEqual({ status: 'skipped', reason });
    expect(await runLog.find('run-1')).toMatchObject({ status: 'skipped', skipped: 1, reason });
    const scheduled = { runId: 'run-2', started: START, startedBy: 'schedule', execution: 'e' } as const;
    expect(await beginRun(ports, scheduled)).toEqual({ acquired: false, reason });
    expect(await runLog.find('run-2')).toBeUndefined();
  });

  it('fails with the setting that is missing', async () => {
    const { time, texts, ports } = await setUp();
    await texts.change({ DataSyncTokenUrl: null });
    expect(await time.until(runJob(ports, 'run-1'))).toMatchObject({
      status: 'error',
      cause: expect.stringContaining('DataSyncTokenUrl is not set'),
    });
  });

  it('is seen by another one that has fewer workers, whichever of its workers is left', async () => {
    const { store, texts, ports } = await setUp({ DataSyncWorkers: '1' });
    // Worker 5 of an earlier run still sends; the leases of the others are over.
    await store.acquire({ runId: 'earlier', worker: 5, forMs: 60_000 });
    const request = { runId: 'run-1', started: START, startedBy: 'request', execution: 'e' } as const;
    expect(await beginRun(ports, request)).toMatchObject({ acquired: false });
    await texts.change({ DataSyncWorkers: '8' });
    expect(await beginRun(ports, { ...request, runId: 'run-2' })).toMatchObject({ acquired: false });
    // Neither has kept what it had already taken.
    for (const worker of [0, 1, 2, 3, 4, 6, 7])
      expect(await store.acquire({ runId: 'third', worker, forMs: 1 })).toBeDefined();
  });

  it('goes on in another execution with the workers that it began with', async () => {
    const { texts, ports } = await setUp({ DataSyncWorkers: '2' });
    const request = { runId: 'run-1', started: START, startedBy: 'schedule', execution: 'first' } as const;
    expect(await beginRun(ports, request)).toEqual({ acquired: true, workers: 2 });
    await texts.change({ DataSyncWorkers: '4' });
    const next = { ...request, execution: 'second', workers: 2 };
    expect(await beginRun(ports, next)).toEqual({ acquired: true, workers: 2 });
  });
});

describe('a run that is canceled', () => {
  it('ends when its worker next looks, loses nothing, and gives its lease back', async () => {
    const { time, store, receiver, runLog, ports } = await setUp({
      DataSyncConcurrency: '1',
      DataSyncRequestTimeoutMs: '1000',
    });
    for (let index = 0; index < 200; index += 1) await store.capture([change('insert', `C-${index}`)]);
    const slow = {
      deliver: async (messages: Parameters<typeof receiver.deliver>[0]) => {
        await time.wait(1000);
        return receiver.deliver(messages);
      },
    };
    const running = runJob({ ...ports, receiver: slow }, 'run-1');
    time.timer(10_000, () => void runLog.cancel('run-1'));
    expect(await time.until(running)).toMatchObject({ status: 'canceled', canceled: 1 });
    // Leases are renewed halfway, at the latest: then it finds out.
    expect(receiver.got.length).toBeLessThan(60);
    const { customerPending, progress } = await store.read();
    expect(customerPending.depth + progress.depth).toBe(200 - receiver.got.length);
    expect(await store.acquire({ runId: 'run-2', worker: 0, forMs: 1000 })).toBeDefined();
  });

  it('does not begin another turn', async () => {
    const { time, store, receiver, runLog, ports } = await setUp();
    await store.capture([change('insert', 'C-1')]);
    await runLog.begin({ runId: 'run-1', started: START, startedBy: 'request', tasks: 1, execution: 'e' });
    await runLog.cancel('run-1');
    const settings = jobSettings(await currentSettings(ports.settings));
    const task = {
      runId: 'run-1',
      worker: 0,
      workers: 1,
      delivered: 5,
      parked: 1,
      from: 'pending',
      until: START + 1e6,
    } as const;
    expect(await time.until(takeTurn(ports, settings, task))).toEqual({
      worker: 0,
      delivered: 5,
      parked: 1,
      ended: 'lost',
    });
    expect(receiver.got).toEqual([]);
  });
});

describe('the end of a run', () => {
  const task = { worker: 0, delivered: 0, parked: 0 };

  it.each([
    ['DeliveryFailed', true],
    ['AppError', true],
    ['Lambda.ServiceException', false],
    ['Lambda.Unknown', false],
    ['States.Timeout', false],
  ])('after %s gives the lease back: %s, for only then is the function surely over', async (error, given) => {
    const { store, runLog, time } = await setUp();
    await store.acquire({ runId: 'run-1', worker: 0, forMs: 60_000 });
    const ports = { leases: store, runLog, clock: time.clock };
    await endRun(ports, { runId: 'run-1', tasks: [{ ...task, error, cause: 'why' }] });
    const next = await store.acquire({ runId: 'run-2', worker: 0, forMs: 60_000 });
    expect(next !== undefined).toBe(given);
  });

  it('leaves the lease alone that is another run’s by now', async () => {
    const { store, runLog, time } = await setUp();
    await store.acquire({ runId: 'run-2', worker: 0, forMs: 60_000 });
    await endRun(
      { leases: store, runLog, clock: time.clock },
      { runId: 'run-1', tasks: [{ ...task, ended: 'lost' }] },
    );
    expect(await store.acquire({ runId: 'run-3', worker: 0, forMs: 60_000 })).toBeUndefined();
  });

  it('counts each task once, and is an error when one of them is', async () => {
    const { store, runLog, time } = await setUp();
    const tasks = [
      { ...task, ended: 'empty' as const, delivered: 7 },
      { ...task, worker: 1, error: 'DeliveryFailed', cause: '{"errorMessage":"uniqueId 5: status 500"}' },
      { ...task, worker: 2, ended: 'lost' as const, parked: 2 },
    ];
    expect(await endRun({ leases: store, runLog, clock: time.clock }, { runId: 'run-1', tasks })).toEqual({
      status: 'error',
      success: 1,
      error: 1,
      canceled: 1,
      skipped: 0,
      delivered: 7,
      parked: 2,
      errorName: 'DeliveryFailed',
      cause: 'uniqueId 5: status 500',
    });
  });
});

describe('a delivery that ends a run', () => {
  it.each([
    [{ stage: 'response', status: 500, excerpt: 'oops "x"' }, 'uniqueId 7: status 500, "oops \\"x\\""'],
    [
      { stage: 'token', status: 401, reason: 'invalid_client' },
      'uniqueId 7: failed at token, status 401, invalid_client',
    ],
    [
      { stage: 'destination', reason: '10.0.0.1 is private' },
      'uniqueId 7: failed at destination, 10.0.0.1 is private',
    ],
    [{ stage: 'timeout' }, 'uniqueId 7: failed at timeout'],
  ] as const)('is told as %j', (failure, message) => {
    const error = new DeliveryFailed({ outcome: 'failed', ms: 1, uniqueId: '7', ...failure });
    expect([error.name, error.message]).toEqual(['DeliveryFailed', message]);
  });
});

describe('the settings of a run', () => {
  const { settings } = readSyncSettings({ DataSyncFirstBackoffMs: '100', DataSyncLongestBackoffMs: '1000' });

  it('give waits that double up to the longest, half of each by chance', () => {
    const most = judgeOptions(settings, () => 1);
    expect([1, 2, 3, 4, 5, 50].map((attempt) => most.backoffMs(attempt))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    const least = judgeOptions(settings, () => 0);
    expect([1, 2, 50].map((attempt) => least.backoffMs(attempt))).toEqual([50, 100, 500]);
  });

  it('give a lease that is longer than a delivery, whatever that may take', () => {
    for (const DataSyncRequestTimeoutMs of [1000, 120_000])
      expect(leaseMs({ ...settings, DataSyncRequestTimeoutMs })).toBeGreaterThan(
        2 * DataSyncRequestTimeoutMs,
      );
  });

  it('know no more workers than leases are asked for', () => {
    expect(SYNC_SETTINGS.DataSyncWorkers.read(String(MAX_WORKERS))).toBe(MAX_WORKERS);
    expect(SYNC_SETTINGS.DataSyncWorkers.read(String(MAX_WORKERS + 1))).toBeUndefined();
  });
});

describe('the lanes of the workers', () => {
  it.each([1, 2, 3, 7, 8])('are every lane once, with %d of them', (workers) => {
    const all = Array.from({ length: workers }, (_, worker) => workerLanes(worker, workers)).flat();
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: LANES }, (_, lane) => lane));
  });
});

describe('the id of a run', () => {
  it('sorts by time, and can name an execution, whatever its suffix', () => {
    const ids = [START, START + 1, START + 86_400_000].map((at) => syncRunId(at, '5f/3a:9c 1e'));
    expect(ids).toEqual([...ids].sort());
    expect(ids[0]).toBe('20261122T000000000Z-5f3a9c1e');
    for (const id of ids) expect(id).toMatch(SYNC_RUN_ID);
    expect(syncRunId(START, 'x'.repeat(100)).length).toBeLessThanOrEqual(72);
  });
});
