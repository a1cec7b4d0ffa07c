import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { AppError } from '../domain/app-error.ts';
import { isJsonObject } from '../domain/json.ts';
import { idSource } from '../domain/new-ids.ts';
import { ACCOUNTS_ROUTES } from '../model/accounts-routes.ts';
import { validate } from '../model/validate.ts';
import { systemClock } from '../runtime/clock.ts';
import type { RouteTable } from '../runtime/command.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { accountOperations } from './account-operations.ts';
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

const routes = ACCOUNTS_ROUTES.map(({ name, method, path: resource, roles, request }) => {
  const operation = operations[name];
  if (operation === undefined) throw new AppError('INTERNAL', `there is no operation ${name}`);
  const route: RouteTable[string] = {
    roles,
    ...(request !== undefined && { validate: (body) => validate(request, body) }),
    operation: async ({ path, body, idempotency, deadline }) => {
      const object = isJsonObject(body) ? body : {};
      const { answer, replayed } = await operation({ path, body: object, idempotency, deadline });
      return { status: 200, body: answer, replayed };
    },
  };
  return [`${method} ${resource}`, route] as const;
});

/** Every route below /accounts and /subscriptions. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  Object.fromEntries(routes),
);
