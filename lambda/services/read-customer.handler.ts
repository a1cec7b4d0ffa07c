import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { SERVICES_ENVIRONMENT } from './contract.ts';
import { readCustomer } from './read-customer.ts';

const environment = readEnvironment(SERVICES_ENVIRONMENT);
const stage = environment.STAGE;
const store = new DynamoDbRecordStore({
  client: dynamoDbClient(),
  tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
});

/** GET /customers/{customerID}. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /customers/{customerID}': {
      roles: ['crm'],
      operation: async ({ path }) => ({
        status: 200,
        body: await readCustomer(store, path.customerID ?? ''),
      }),
    },
  },
);
