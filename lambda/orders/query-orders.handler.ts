import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { isJsonObject } from '../domain/json.ts';
import { QUERY_ORDERS_REQUEST } from '../model/order-requests.ts';
import { validate } from '../model/validate.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { ORDERS_ENVIRONMENT } from './contract.ts';
import { queryOrders } from './query-orders.ts';

const environment = readEnvironment(ORDERS_ENVIRONMENT);
const stage = environment.STAGE;
const store = new DynamoDbRecordStore({
  client: dynamoDbClient(),
  tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
});

/** POST /orders/query. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'POST /orders/query': {
      roles: ['ordering'],
      validate: (body) => validate(QUERY_ORDERS_REQUEST, body),
      operation: async ({ body }) => ({
        status: 200,
        body: await queryOrders(store, isJsonObject(body) ? body : {}),
      }),
    },
  },
);
