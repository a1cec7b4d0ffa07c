import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbSyncRuns } from '../adapters/dynamodb/sync-runs.ts';
import { stepFunctionsClient } from '../adapters/step-functions/client.ts';
import { StepFunctionsTaskJob } from '../adapters/step-functions/task-job.ts';
import { TASK_ROLES } from '../model/task-roles.ts';
import { systemClock } from '../runtime/clock.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { RUN_TASK_ENVIRONMENT } from './contract.ts';
import { listTasks, runTask } from './run-task.ts';

const { STAGE: stage, ...environment } = readEnvironment(['STAGE', ...RUN_TASK_ENVIRONMENT]);
const ports = {
  job: new StepFunctionsTaskJob({
    client: stepFunctionsClient(),
    stateMachineArn: environment.STATE_MACHINE,
  }),
  clock: systemClock,
};
const monitor = new DynamoDbSyncRuns({
  client: dynamoDbClient(),
  table: environment.DATA_SYNC_LEDGER_TABLE,
  clock: systemClock,
});
const schedules = JSON.parse(environment.SCHEDULES) as Readonly<Record<string, string>>;

/** GET /scheduled-tasks, POST /scheduled-tasks/{task}/runs. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /scheduled-tasks': {
      roles: TASK_ROLES,
      operation: async () => ({ status: 200, body: await listTasks(monitor, schedules) }),
    },
    'POST /scheduled-tasks/{task}/runs': {
      roles: TASK_ROLES,
      operation: async ({ path }) => {
        const request = { task: path.task ?? '', suffix: crypto.randomUUID().slice(0, 8) };
        return { status: 200, body: await runTask(ports, request) };
      },
    },
  },
);
