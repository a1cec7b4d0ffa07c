import { DynamoDbQueueDepths } from '../adapters/dynamodb/queue-depths.ts';
import { syncStoreIn } from '../adapters/dynamodb/sync-store-in.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { SYNC_ROLES } from '../model/sync-roles.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { systemClock } from '../runtime/clock.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { SYNC_STORE_ENVIRONMENT } from './contract.ts';
import { readQueues } from './read-queues.ts';

const { STAGE: stage, ...environment } = readEnvironment(['STAGE', ...SYNC_STORE_ENVIRONMENT]);
const depths = new DynamoDbQueueDepths(syncStoreIn(environment, new AwsHttpClient(awsClientOptions('s3'))));

/** GET /data-sync/queues. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /data-sync/queues': {
      roles: SYNC_ROLES.settings,
      operation: async () => ({ status: 200, body: await readQueues(depths, systemClock) }),
    },
  },
);
