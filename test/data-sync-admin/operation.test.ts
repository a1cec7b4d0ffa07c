import { MemoryJobRuns } from '../../lambda/adapters/memory/memory-job-runs.ts';
import { MemorySyncRuns } from '../../lambda/adapters/memory/memory-sync-runs.ts';
import { MemorySyncStore } from '../../lambda/adapters/memory/memory-sync-store.ts';
import { readQueues } from '../../lambda/data-sync-admin/read-queues.ts';
import { discardParked, listParked, redriveParked } from '../../lambda/data-sync-admin/redrive-parked.ts';
import { listRuns, startRun, stopRun } from '../../lambda/data-sync-admin/run-data-sync.ts';
import type { JsonValue } from '../../lambda/domain/json.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import {
  SYNC_PARKED_ANSWER,
  SYNC_QUEUES_ANSWER,
  SYNC_RUN_ANSWER,
  SYNC_RUNS_ANSWER,
} from '../../lambda/model/sync-requests.ts';
import { validate } from '../../lambda/model/validate.ts';
import { change, leaseOf, memorySyncStore } from '../support/sync-stores.ts';

const NOW = Date.UTC(2026, 10, 22, 8);

/** An answer as a client reads it, which has the form that the documents give. */
function told(shape: Shape, answer: JsonValue): Record<string, unknown> {
  expect(validate(shape, answer)).toEqual([]);
  return JSON.parse(JSON.stringify(answer));
}

describe('runs', () => {
  function setUp() {
    const time = { now: NOW };
    const clock = () => time.now;
    const jobs = new MemoryJobRuns(clock);
    const monitor = new MemorySyncRuns(clock);
    return { time, jobs, monitor, ports: { jobs, monitor, clock } };
  }

  async function begun() {
    const all = setUp();
    const { runId } = told(SYNC_RUN_ANSWER, await startRun(all.ports, 'abcd1234'));
    const execution = `execution:${String(runId)}`;
    await all.monitor.begin({
      runId: String(runId),
      started: NOW,
      startedBy: 'request',
      tasks: 2,
      execution,
    });
    return { ...all, runId: String(runId), execution };
  }

  it('are started under an id that tells their time', async () => {
    const { runId, execution, jobs } = await begun();
    expect(runId).toBe('20261122T080000000Z-abcd1234');
    expect(await jobs.endOf(execution)).toBeUndefined();
  });

  it('are listed with the seed’s columns, the latest first', async () => {
    const { ports, runId, monitor } = await begun();
    await monitor.end(runId, {
      status: 'error',
      ended: NOW + 1000,
      success: 1,
      error: 1,
      canceled: 0,
      skipped: 0,
      reason: 'DeliveryFailed: x',
    });
    expect(told(SYNC_RUNS_ANSWER, await listRuns(ports))).toEqual({
      runs: [
        {
          runId,
          task: 'Data Sync',
          status: 'error',
          started: '2026-11-22T08:00:00.000Z',
          ended: '2026-11-22T08:00:01.000Z',
          startedBy: 'request',
          tasks: 2,
          success: 1,
          error: 1,
          canceled: 0,
          skipped: 0,
          delivered: 0,
          parked: 0,
          reason: 'DeliveryFailed: x',
        },
      ],
    });
  });

  it('are closed in the monitor when their execution ended without a word, once it has had time to say one', async () => {
    const { ports, jobs, execution, time } = await begun();
    jobs.finish(execution, 'error');
    time.now += 30_000;
    expect(told(SYNC_RUNS_ANSWER, await listRuns(ports))).toMatchObject({ runs: [{ status: 'running' }] });
    time.now += 60_000;
    expect(told(SYNC_RUNS_ANSWER, await listRuns(ports))).toMatchObject({
      runs: [{ status: 'error', error: 2, ended: '2026-11-22T08:00:00.000Z' }],
    });
  });

  it('are stopped: the execution ends, and the workers find out', async () => {
    const { ports, jobs, monitor, runId, execution } = await begun();
    expect(told(SYNC_RUN_ANSWER, await stopRun(ports, runId))).toMatchObject({
      status: 'canceled',
      canceled: 2,
    });
    expect(await monitor.isCanceled(runId)).toBe(true);
    expect(await jobs.endOf(execution)).toMatchObject({ how: 'canceled' });
  });

  it('are left as they are when they have ended', async () => {
    const { ports, monitor, runId } = await begun();
    await monitor.end(runId, {
      status: 'success',
      ended: NOW,
      success: 2,
      error: 0,
      canceled: 0,
      skipped: 0,
    });
    expect(told(SYNC_RUN_ANSWER, await stopRun(ports, runId))).toMatchObject({ status: 'success' });
  });

  it.each(['20261122T080000000Z-none', '../x', ''])(
    'are not stopped that there are not: %j',
    async (runId) => {
      const { ports } = await begun();
      await expect(stopRun(ports, runId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    },
  );
});

describe('queues', () => {
  it('are shown with their depth and the age of the oldest row', async () => {
    const store = new MemorySyncStore(() => NOW);
    await store.capture([change('insert', 'C-1', { at: NOW - 90_500 })]);
    await store.capture([change('insert', 'C-2', { at: NOW - 1000 })]);
    expect(told(SYNC_QUEUES_ANSWER, await readQueues(store, () => NOW))).toEqual({
      customerPending: { rows: 2, oldest: '2026-11-22T07:58:29.500Z', ageSeconds: 90 },
      transactionPending: { rows: 0 },
      progress: { rows: 0 },
      parked: { rows: 0 },
    });
  });
});

describe('parked messages', () => {
  async function parkedStore() {
    const store = memorySyncStore();
    for (const id of ['C-1', 'C-2', 'C-3']) await store.pending.capture([change('insert', id)]);
    const lease = await leaseOf(store);
    const rows = await store.queues.moveBatch({
      lanes: Array.from({ length: 64 }, (_, lane) => lane),
      limit: 10,
      lease,
    });
    const reason = {
      outcome: 'failed',
      stage: 'response',
      status: 422,
      excerpt: 'no such field',
      ms: 5,
    } as const;
    for (const row of rows) await store.queues.park(row, reason, lease);
    return { store, numbers: rows.map(({ number }) => number) };
  }

  it('are listed with why, and without what they carry', async () => {
    const { store, numbers } = await parkedStore();
    const answer = told(SYNC_PARKED_ANSWER, await listParked(store.parked));
    expect(answer.parked).toHaveLength(3);
    expect((answer.parked as unknown[])[0]).toEqual({
      uniqueId: numbers[0],
      object: 'Customer',
      id: 'C-1',
      action: 'CREATE',
      parked: new Date(store.time.now).toISOString(),
      stage: 'response',
      status: 422,
      excerpt: 'no such field',
    });
  });

  it('are queued again, unless something newer has made them void', async () => {
    const { store, numbers } = await parkedStore();
    const [first = '', second = ''] = numbers;
    await store.pending.capture([change('update', 'C-2')]);
    const answer = await redriveParked(store.parked, { uniqueIds: [first, second, '999999', first] });
    expect(answer).toEqual({ redriven: [first], superseded: [second], absent: ['999999'] });
    expect(await redriveParked(store.parked, { uniqueIds: [first] })).toMatchObject({ absent: [first] });
  });

  it('are dropped for good', async () => {
    const { store, numbers } = await parkedStore();
    const [first = ''] = numbers;
    expect(await discardParked(store.parked, { uniqueIds: [first, '999999'] })).toEqual({
      discarded: [first],
      absent: ['999999'],
    });
    expect(await store.parked.list({ limit: 10 })).toHaveLength(2);
  });
});
