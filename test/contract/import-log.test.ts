import { IMPORTS } from '../../lambda/adapters/dynamodb/import-layout.ts';
import { DynamoDbImportLog } from '../../lambda/adapters/dynamodb/import-log.ts';
import { MemoryImportLog } from '../../lambda/adapters/memory/memory-import-log.ts';
import { IMPORTS_TABLE } from '../../lambda/batch-import/contract.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { importLogContract } from './import-log.ts';

describe('the log of imports in memory', () => {
  importLogContract(() => new MemoryImportLog());
});

describe('the log of imports in DynamoDB', () => {
  it('has the keys that the table is made with', () => {
    const { partitionKey, sortKey, expires } = IMPORTS;
    expect({ partitionKey, sortKey, timeToLiveAttribute: expires }).toEqual(IMPORTS_TABLE);
  });

  importLogContract(() => {
    const client = new FakeDynamoDb({ Imports: ['pk', 'sk'] }).client({});
    return new DynamoDbImportLog({ client, table: 'Imports' });
  });
});
