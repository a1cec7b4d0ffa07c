import type { RunLog } from '../../lambda/data-sync/ports.ts';
import type { RunMonitor } from '../../lambda/data-sync-admin/ports.ts';
import type { SyncRunStart } from '../../lambda/domain/sync-run.ts';
import type { TaskMonitor } from '../../lambda/scheduled-tasks/ports.ts';

/** Runs under test, none at first, and their clock. */
export interface SyncRunsUnderTest {
  readonly runs: RunLog & RunMonitor & TaskMonitor;
  readonly now: number;
}

const STARTED = Date.UTC(2026, 10, 22, 8);
const END = {
  status: 'success',
  ended: STARTED + 5000,
  success: 2,
  error: 0,
  canceled: 0,
  skipped: 0,
} as const;

function start(runId: string): SyncRunStart {
  return { runId, started: STARTED, startedBy: 'schedule', tasks: 2, execution: `execution of ${runId}` };
}

/** What every job monitor must do, as both its ports together promise. */
export function syncRunsContract(open: () => SyncRunsUnderTest): void {
  it('shows a run from its beginning, and how it ended', async () => {
    const { runs } = open();
    await runs.begin(start('r-1'));
    expect(await runs.find('r-1')).toEqual({
      ...start('r-1'),
      status: 'running',
      success: 0,
      error: 0,
      canceled: 0,
      skipped: 0,
      delivered: 0,
      parked: 0,
    });
    await runs.end('r-1', { ...END, reason: 'why' });
    expect(await runs.find('r-1')).toMatchObject({ ...END, tasks: 2, started: STARTED, reason: 'why' });
  });

  it('adds up what the workers have counted, each of which says all that it has done', async () => {
    const { runs } = open();
    await runs.begin(start('r-1'));
    await runs.count('r-1', { worker: 0, delivered: 3, parked: 0 });
    await runs.count('r-1', { worker: 1, delivered: 4, parked: 1 });
    await runs.count('r-1', { worker: 0, delivered: 10, parked: 2 });
    await runs.count('r-1', { worker: 0, delivered: 10, parked: 2 });
    expect(await runs.find('r-1')).toMatchObject({ delivered: 14, parked: 3 });
  });

  it('adds up the customers of a scheduled task, which it shows with its name', async () => {
    const { runs } = open();
    await runs.begin({ ...start('r-1'), task: 'Generate Offer' });
    expect(await runs.find('r-1')).toMatchObject({ task: 'Generate Offer', status: 'running' });
    const none = { delivered: 0, parked: 0 };
    await runs.count('r-1', { worker: 0, ...none, customers: { seen: 10, changed: 2, failed: 0 } });
    await runs.count('r-1', { worker: 1, ...none, customers: { seen: 5, changed: 5, failed: 1 } });
    await runs.count('r-1', { worker: 0, ...none, customers: { seen: 20, changed: 3, failed: 0 } });
    expect(await runs.find('r-1')).toMatchObject({ customers: { seen: 25, changed: 8, failed: 1 } });
  });

  it('knows of each scheduled task the run that was the latest to begin', async () => {
    const { runs } = open();
    expect(await runs.latest('Generate Offer')).toBeUndefined();
    for (const runId of ['r-2', 'r-3', 'r-1']) await runs.begin({ ...start(runId), task: 'Generate Offer' });
    await runs.begin({ ...start('r-4'), task: 'Delete Segments' });
    await runs.begin(start('r-5'));
    expect(await runs.latest('Generate Offer')).toMatchObject({ runId: 'r-3' });
    expect(await runs.latest('Delete Segments')).toMatchObject({ runId: 'r-4' });
  });

  it('leaves a run as it is that begins again in another execution', async () => {
    const { runs } = open();
    await runs.begin(start('r-1'));
    await runs.count('r-1', { worker: 0, delivered: 3, parked: 0 });
    await runs.begin({ ...start('r-1'), started: STARTED + 1, tasks: 9, execution: 'the next one' });
    expect(await runs.find('r-1')).toMatchObject({
      started: STARTED,
      tasks: 2,
      delivered: 3,
      execution: 'the next one',
      status: 'running',
    });
  });

  it('cancels a run that is running, and keeps it canceled whatever its workers say', async () => {
    const { runs, now } = open();
    await runs.begin(start('r-1'));
    expect(await runs.isCanceled('r-1')).toBe(false);
    await runs.cancel('r-1');
    expect(await runs.isCanceled('r-1')).toBe(true);
    await runs.end('r-1', END);
    expect(await runs.find('r-1')).toMatchObject({ status: 'canceled', canceled: 2, ended: now });
  });

  it('does not cancel a run that has ended', async () => {
    const { runs } = open();
    await runs.begin(start('r-1'));
    await runs.end('r-1', END);
    await runs.cancel('r-1');
    expect(await runs.find('r-1')).toMatchObject({ status: 'success', canceled: 0 });
  });

  it('knows nothing of a run that never began, whatever is said of it', async () => {
    const { runs } = open();
    await runs.count('r-1', { worker: 0, delivered: 3, parked: 0 });
    await runs.end('r-1', END);
    await runs.cancel('r-1');
    expect(await runs.find('r-1')).toBeUndefined();
    expect(await runs.isCanceled('r-1')).toBe(false);
    expect(await runs.list({ limit: 10 })).toEqual([]);
  });

  it('lists runs by their ids, the latest first, a page at a time', async () => {
    const { runs } = open();
    for (const runId of ['r-2', 'r-1', 'r-3']) await runs.begin(start(runId));
    const ids = async (request: { limit: number; before?: string }) =>
      (await runs.list(request)).map(({ runId }) => runId);
    expect(await ids({ limit: 2 })).toEqual(['r-3', 'r-2']);
    expect(await ids({ limit: 2, before: 'r-2' })).toEqual(['r-1']);
  });
}
