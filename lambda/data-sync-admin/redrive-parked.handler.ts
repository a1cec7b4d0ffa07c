import { DynamoDbParkedRows } from '../adapters/dynamodb/parked-rows.ts';
import { syncStoreIn } from '../adapters/dynamodb/sync-store-in.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { isJsonObject, type JsonValue } from '../domain/json.ts';
import { SYNC_PARKED_REQUEST } from '../model/sync-requests.ts';
import { SYNC_ROLES } from '../model/sync-roles.ts';
import { validate } from '../model/validate.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { SYNC_STORE_ENVIRONMENT } from './contract.ts';
import { discardParked, listParked, redriveParked } from './redrive-parked.ts';

const { STAGE: stage, ...environment } = readEnvironment(['STAGE', ...SYNC_STORE_ENVIRONMENT]);
const parked = new DynamoDbParkedRows(syncStoreIn(environment, new AwsHttpClient(awsClientOptions('s3'))));
const objectOf = (body: JsonValue) => (isJsonObject(body) ? body : {});

/** GET /data-sync/parked, POST /data-sync/parked/redrive and /discard. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /data-sync/parked': {
      roles: SYNC_ROLES.runs,
      operation: async () => ({ status: 200, body: await listParked(parked) }),
    },
    'POST /data-sync/parked/redrive': {
      roles: SYNC_ROLES.runs,
      validate: (body) => validate(SYNC_PARKED_REQUEST, body),
      operation: async ({ body }) => ({ status: 200, body: await redriveParked(parked, objectOf(body)) }),
    },
    'POST /data-sync/parked/discard': {
      roles: SYNC_ROLES.runs,
      validate: (body) => validate(SYNC_PARKED_REQUEST, body),
      operation: async ({ body }) => ({ status: 200, body: await discardParked(parked, objectOf(body)) }),
    },
  },
);
