import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { isJsonObject } from '../domain/json.ts';
import { idSource } from '../domain/new-ids.ts';
import { validate } from '../model/validate.ts';
import { systemClock } from '../runtime/clock.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { callService } from './call-service.ts';
import { SERVICES_ENVIRONMENT } from './contract.ts';
import { findMethod } from './find-method.ts';

const environment = readEnvironment(SERVICES_ENVIRONMENT);
const stage = environment.STAGE;
const store = new DynamoDbRecordStore({
  client: dynamoDbClient(),
  tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
});
const newIds = idSource(Math.random);
const newId = () => String(newIds(systemClock(), 1).first);

/** POST /services/{service}/{method}. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'POST /services/{service}/{method}': {
      roles: ['crm'],
      validate: (body, path) => validate(findMethod(path).request, body),
      operation: async ({ path, body, idempotency, deadline }) => {
        const call = { path, body: isJsonObject(body) ? body : {}, idempotency, deadline };
        const { answer, replayed } = await callService({ store, newId }, call);
        return { status: 200, body: answer, replayed };
      },
    },
  },
);
