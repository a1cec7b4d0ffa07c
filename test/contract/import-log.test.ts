import { DynamoDbImportLog } from '../../lambda/adapters/dynamodb/import-log.ts';
import { MemoryImportLog } from '../../lambda/adapters/memory/memory-import-log.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { importLogContract } from './import-log.ts';

describe('the log of imports in memory', () => {
  importLogContract(() => new MemoryImportLog());
});

describe('the log of imports in DynamoDB', () => {
  importLogContract(() => {
    const client = new FakeDynamoDb({ Imports: ['pk', 'sk'] }).client({});
    return new DynamoDbImportLog({ client, table: 'Imports' });
  });
});
