import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import type { CatalogType } from '../domain/catalog-names.ts';
import { isJsonObject } from '../domain/json.ts';
import { validate } from '../model/validate.ts';
import type { Command, Operation, RouteTable } from '../runtime/command.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import type { CatalogAnswer, CatalogCommand } from './catalog-command.ts';
import { CATALOG_TYPES } from './catalog-types.ts';
import { CATALOG_ENVIRONMENT } from './contract.ts';
import { deleteCatalogRecord } from './delete-catalog-record.ts';
import { putCatalogRecord } from './put-catalog-record.ts';

const environment = readEnvironment(CATALOG_ENVIRONMENT);
const stage = environment.STAGE;
const store = new DynamoDbRecordStore({
  client: dynamoDbClient(),
  tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
});

function catalogRoutes(type: CatalogType): RouteTable {
  const { request, route } = CATALOG_TYPES[type];
  const commandOf = ({ path, idempotency, deadline }: Command): CatalogCommand => {
    return { type, id: path.id ?? '', idempotency, deadline };
  };
  return {
    [`PUT ${route}/{id}`]: {
      roles: ['ordering'],
      validate: (body) => validate(request, body),
      operation: (command) => {
        const body = isJsonObject(command.body) ? command.body : {};
        return answered(putCatalogRecord(store, { ...commandOf(command), body }));
      },
    },
    [`DELETE ${route}/{id}`]: {
      roles: ['ordering'],
      operation: (command) => answered(deleteCatalogRecord(store, commandOf(command))),
    },
  };
}

async function answered(command: CatalogAnswer): ReturnType<Operation> {
  const { answer, replayed } = await command;
  return { status: 200, body: answer, replayed };
}

/** PUT and DELETE of /catalog/product-specifications/{id} and /catalog/plan-definitions/{id}. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  { ...catalogRoutes('Product Specification'), ...catalogRoutes('Plan Definition') },
);
