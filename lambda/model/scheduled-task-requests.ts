import { KEY_TEXT, LONG_TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';
import { SYNC_RUN_ANSWER } from './sync-requests.ts';

/** What POST /scheduled-tasks/{task}/runs answers. */
export const TASK_RUN_ANSWER: Shape = SYNC_RUN_ANSWER;

/** What GET /scheduled-tasks answers. */
export const TASKS_ANSWER: Shape = {
  kind: 'object',
  properties: {
    tasks: {
      kind: 'list',
      of: {
        kind: 'object',
        properties: {
          task: { ...KEY_TEXT, description: 'Its name.' },
          path: { ...KEY_TEXT, description: 'Where it is run on demand: POST.' },
          description: { ...LONG_TEXT, description: 'What it does.' },
          schedule: {
            ...KEY_TEXT,
            description: 'When it runs by itself, as EventBridge Scheduler writes it; or off.',
          },
          lastRun: {
            ...SYNC_RUN_ANSWER,
            description: 'The run that was the latest to begin, if there was one.',
          },
        },
        required: ['task', 'path', 'description', 'schedule'],
      },
      description: 'In the order of the ORCE documentation.',
    },
  },
  required: ['tasks'],
  description: 'All scheduled tasks.',
};
