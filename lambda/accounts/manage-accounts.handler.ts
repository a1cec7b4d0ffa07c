import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { idSource } from '../domain/new-ids.ts';
import { systemClock } from '../runtime/clock.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { accountOperations } from './account-operations.ts';
import { accountRoutes } from './account-routes.ts';
import { ACCOUNTS_ENVIRONMENT } from './contract.ts';

const environment = readEnvironment(ACCOUNTS_ENVIRONMENT);
const stage = environment.STAGE;
const newIds = idSource(Math.random);
const operations = accountOperations({
  store: new DynamoDbRecordStore({
    client: dynamoDbClient(),
    tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
  }),
  newId: () => String(newIds(systemClock(), 1).first),
});

/** Every route below /accounts and /subscriptions. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  accountRoutes(operations),
);
