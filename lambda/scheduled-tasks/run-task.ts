import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import type { JsonObject } from '../domain/json.ts';
import { shownRun } from '../domain/shown-run.ts';
import { syncRunId } from '../domain/sync-run.ts';
import { nearestName } from '../model/nearest-name.ts';
import { TASK_PATHS, taskPath } from '../model/scheduled-task-names.ts';
import { CUSTOMER_TASKS, taskNamed } from '../rules/task/customer-tasks.ts';
import type { TaskJob, TaskMonitor } from './ports.ts';

/** What tasks are started with. */
export interface RunTaskPorts {
  readonly job: TaskJob;
  readonly clock: Clock;
}

/**
 * Starts a run of a task; answers with it as it begins. `suffix` tells it from others of the same millisecond. Throws NOT_FOUND, with the
 * nearest name.
 */
export async function runTask(
  { job, clock }: RunTaskPorts,
  { task: name, suffix }: { readonly task: string; readonly suffix: string },
): Promise<JsonObject> {
  const task = taskNamed(name)?.name;
  if (task === undefined) {
    const nearest = JSON.stringify(nearestName(name.slice(0, 100), TASK_PATHS));
    throw new AppError('NOT_FOUND', `there is no such task; the nearest is ${nearest}`);
  }
  const started = clock();
  const runId = syncRunId(started, suffix);
  const execution = await job.start({ task, runId });
  const none = { tasks: 0, success: 0, error: 0, canceled: 0, skipped: 0, delivered: 0, parked: 0 };
  return shownRun({ runId, task, status: 'running', started, startedBy: 'request', execution, ...none });
}

/** All tasks: when each runs, as `schedules` says by name, and its latest run. */
export async function listTasks(
  monitor: TaskMonitor,
  schedules: Readonly<Record<string, string>>,
): Promise<JsonObject> {
  const latest = await Promise.all(CUSTOMER_TASKS.map(({ name }) => monitor.latest(name)));
  return {
    tasks: CUSTOMER_TASKS.map((task, place) => {
      const run = latest[place];
      return {
        task: task.name,
        path: `/scheduled-tasks/${taskPath(task.name)}/runs`,
        description: task.description,
        schedule: schedules[task.name] ?? 'off',
        ...(run === undefined ? {} : { lastRun: shownRun(run) }),
      };
    }),
  };
}
