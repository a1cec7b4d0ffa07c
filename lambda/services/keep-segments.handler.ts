import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { isJsonObject } from '../domain/json.ts';
import { segmentErrors } from '../rules/segment/put-segment.ts';
import type { Command, Operation } from '../runtime/command.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { SERVICES_ENVIRONMENT } from './contract.ts';
import { keepSegment, readSegment } from './keep-segments.ts';

const environment = readEnvironment(SERVICES_ENVIRONMENT);
const stage = environment.STAGE;
const store = new DynamoDbRecordStore({
  client: dynamoDbClient(),
  tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
});

const idOf = (path: Command['path']) => path.segmentId ?? '';

const keep: Operation = async ({ path, body, idempotency, deadline }) => {
  const segment = isJsonObject(body) ? body : undefined;
  const command = { segmentId: idOf(path), body: segment, idempotency, deadline };
  const { answer, replayed } = await keepSegment(store, command);
  return { status: 200, body: answer, replayed };
};

/** GET, PUT and DELETE of /segments/{segmentId}. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /segments/{segmentId}': {
      roles: ['crm'],
      operation: async ({ path }) => ({ status: 200, body: await readSegment(store, idOf(path)) }),
    },
    'PUT /segments/{segmentId}': {
      roles: ['crm'],
      validate: (body, path) => segmentErrors(body, idOf(path)),
      operation: keep,
    },
    'DELETE /segments/{segmentId}': { roles: ['crm'], operation: keep },
  },
);
