import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbSyncRuns } from '../adapters/dynamodb/sync-runs.ts';
import { stepFunctionsClient } from '../adapters/step-functions/client.ts';
import { StepFunctionsJobRuns } from '../adapters/step-functions/job-runs.ts';
import { SYNC_ROLES } from '../model/sync-roles.ts';
import { systemClock } from '../runtime/clock.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { listRuns, startRun, stopRun } from './run-data-sync.ts';

const { STAGE: stage, ...environment } = readEnvironment([
  'STAGE',
  'DATA_SYNC_LEDGER_TABLE',
  'STATE_MACHINE',
]);
const ports = {
  jobs: new StepFunctionsJobRuns({
    client: stepFunctionsClient(),
    stateMachineArn: environment.STATE_MACHINE,
  }),
  monitor: new DynamoDbSyncRuns({
    client: dynamoDbClient(),
    table: environment.DATA_SYNC_LEDGER_TABLE,
    clock: systemClock,
  }),
  clock: systemClock,
};

/** POST and GET of /data-sync/runs, POST /data-sync/runs/{runId}/stop. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'POST /data-sync/runs': {
      roles: SYNC_ROLES.runs,
      operation: async () => ({ status: 200, body: await startRun(ports, crypto.randomUUID().slice(0, 8)) }),
    },
    'GET /data-sync/runs': {
      roles: SYNC_ROLES.runs,
      operation: async () => ({ status: 200, body: await listRuns(ports) }),
    },
    'POST /data-sync/runs/{runId}/stop': {
      roles: SYNC_ROLES.runs,
      operation: async ({ path }) => ({ status: 200, body: await stopRun(ports, path.runId ?? '') }),
    },
  },
);
