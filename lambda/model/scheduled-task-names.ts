import { SCHEDULED_TASKS } from './sync-triggers.ts';

/** One of SCHEDULED_TASKS. */
export type TaskName = (typeof SCHEDULED_TASKS)[number];

/** How a task is written in paths: `delete-inactive-segment`. */
export function taskPath(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

/** All tasks as they are written in paths. */
export const TASK_PATHS: readonly string[] = SCHEDULED_TASKS.map(taskPath);
