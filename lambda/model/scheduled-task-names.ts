/** Names of the scheduled tasks, in the order of the seed (ORCE Data Sync, "The following scheduled tasks trigger updates"). */
export const TASK_NAMES = [
  'Delete Inactive Segment',
  'Unstratified Segment',
  'Stratified Segment',
  'Delete Segments',
  'Dynamic Promotion',
  'Franchisee Assignment',
  'Generate Offer',
] as const;

/** One of TASK_NAMES. */
export type TaskName = (typeof TASK_NAMES)[number];

/** How a task is written in paths: `delete-inactive-segment`. */
export function taskPath(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

/** All tasks as they are written in paths. */
export const TASK_PATHS: readonly string[] = TASK_NAMES.map(taskPath);
