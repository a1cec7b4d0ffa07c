import { exactNumber, type JsonObject } from './json.ts';
import { DATA_SYNC_TASK, type SyncRun } from './sync-run.ts';

/** A run as answers show it: what is of the house left out, times as ISO 8601. */
export function shownRun(run: SyncRun): JsonObject {
  const { execution: _ours, started, ended, ...rest } = run;
  const { runId, task = DATA_SYNC_TASK, status, startedBy, reason, customers, ...numbers } = rest;
  return {
    runId,
    task,
    status,
    started: new Date(started).toISOString(),
    ...(ended === undefined ? {} : { ended: new Date(ended).toISOString() }),
    startedBy,
    ...exactNumbers(numbers),
    ...(customers === undefined ? {} : { customers: exactNumbers({ ...customers }) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function exactNumbers(numbers: Readonly<Record<string, number>>): JsonObject {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, exactNumber(value)]));
}
