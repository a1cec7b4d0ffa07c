import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { isJsonObject } from '../domain/json.ts';
import { SUBMIT_ORDER_REQUEST } from '../model/order-requests.ts';
import { validate } from '../model/validate.ts';
import type { Operation } from '../runtime/command.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { ORDERS_ENVIRONMENT } from './contract.ts';
import { submitOrders } from './submit-orders.ts';

const environment = readEnvironment(ORDERS_ENVIRONMENT);
const stage = environment.STAGE;
const store = new DynamoDbRecordStore({
  client: dynamoDbClient(),
  tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
});

const operation: Operation = async ({ body, idempotency, deadline }) => {
  const request = isJsonObject(body) ? body : {};
  const { answer, replayed } = await submitOrders(store, { request, idempotency, deadline });
  return { status: 200, body: answer, replayed };
};

/** POST /orders. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'POST /orders': {
      roles: ['ordering'],
      validate: (body) => validate(SUBMIT_ORDER_REQUEST, body),
      operation,
    },
  },
);
