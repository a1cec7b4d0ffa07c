import { fakeSyncStore } from '../support/sync-stores.ts';
import { describePendingQueue } from './pending-queue.ts';
import { describeSyncLeases } from './sync-leases.ts';
import { describeSyncQueues } from './sync-queues.ts';

describe('the data sync queues on a DynamoDB in memory', () => {
  describe('PendingQueue', () => describePendingQueue(async () => fakeSyncStore()));
  describe('Leases', () => describeSyncLeases(async () => fakeSyncStore()));
  describe('SyncQueues', () => describeSyncQueues(async () => fakeSyncStore()));
});
