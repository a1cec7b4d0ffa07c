import { memorySyncStore } from '../support/sync-stores.ts';
import { describePendingQueue } from './pending-queue.ts';
import { describeSyncLeases } from './sync-leases.ts';
import { describeSyncQueues } from './sync-queues.ts';

describe('the data sync queues in memory', () => {
  describe('PendingQueue', () => describePendingQueue(async () => memorySyncStore()));
  describe('Leases', () => describeSyncLeases(async () => memorySyncStore()));
  describe('SyncQueues', () => describeSyncQueues(async () => memorySyncStore()));
});
