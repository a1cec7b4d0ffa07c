import type { Route } from './routes.ts';
import { TASK_RUN_ANSWER, TASKS_ANSWER } from './scheduled-task-requests.ts';
import { TASK_ROLES } from './task-roles.ts';

/** The scheduled tasks, in the order of documents. */
export const SCHEDULED_TASK_ROUTES: readonly Route[] = [
  {
    name: 'listScheduledTasks',
    method: 'GET',
    path: '/scheduled-tasks',
    entry: 'scheduled-tasks/run-task',
    roles: TASK_ROLES,
    summary: 'List the scheduled tasks',
    description: 'Answers with every task: what it does, when it runs, and its latest run.',
    answer: TASKS_ANSWER,
    changes: false,
    errors: {},
  },
  {
    name: 'runScheduledTask',
    method: 'POST',
    path: '/scheduled-tasks/{task}/runs',
    entry: 'scheduled-tasks/run-task',
    roles: TASK_ROLES,
    summary: 'Run a scheduled task now',
    description:
      'Starts a run of a task, whose name may be written with blanks or hyphens, in any case. The job monitor, GET /data-sync/runs, shows how it goes; POST /data-sync/runs/{runId}/stop stops it.',
    answer: TASK_RUN_ANSWER,
    changes: false,
    errors: { 404: 'There is no such task; the answer names the nearest.' },
  },
];
