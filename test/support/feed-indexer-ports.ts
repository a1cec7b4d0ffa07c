import { MemoryFeedLog } from '../../lambda/adapters/memory/memory-feed-log.ts';
import type { IndexerPorts } from '../../lambda/feed-indexer/index-batch.ts';
import type { ParkedRecord } from '../../lambda/feed-indexer/ports.ts';
import { ownerHash } from '../../lambda/runtime/owner-hash.ts';

/** What an indexer needs, all in memory; what it has to say is forgotten. */
export function feedIndexerPorts(some: Partial<IndexerPorts> = {}): IndexerPorts {
  const clock = some.clock ?? (() => Date.UTC(2026, 10, 22, 9));
  return {
    log: new MemoryFeedLog({ clock }),
    parking: { park: () => Promise.resolve(true) },
    render: (event, { owner, receivedAt }) => ({
      action: 'update',
      type: 'Account',
      owner,
      tick: null,
      changedAt: receivedAt,
      header: '{}',
      body: JSON.stringify(event),
    }),
    hash: ownerHash,
    clock,
    notes: { parked: () => {}, failed: () => {} },
    ...some,
  };
}

/** A parking place that keeps what it gets, or is out of order. */
export class ParkedRecords {
  readonly records: ParkedRecord[] = [];
  isOutOfOrder = false;

  async park(parked: ParkedRecord): Promise<boolean> {
    if (!this.isOutOfOrder) this.records.push(parked);
    return !this.isOutOfOrder;
  }
}
