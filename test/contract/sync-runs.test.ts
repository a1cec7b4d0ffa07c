import { DynamoDbSyncRuns } from '../../lambda/adapters/dynamodb/sync-runs.ts';
import { MemorySyncRuns } from '../../lambda/adapters/memory/memory-sync-runs.ts';
import { fakeSyncTables, SYNC_TABLES } from '../support/sync-stores.ts';
import { syncRunsContract } from './sync-runs.ts';

const NOW = Date.UTC(2026, 10, 22, 9);

describe('the job monitor in memory', () => {
  syncRunsContract(() => ({ runs: new MemorySyncRuns(() => NOW), now: NOW }));
});

describe('the job monitor in DynamoDB', () => {
  syncRunsContract(() => {
    const client = fakeSyncTables().client({});
    return { runs: new DynamoDbSyncRuns({ client, table: SYNC_TABLES.ledger, clock: () => NOW }), now: NOW };
  });
});
