import type { QueueDepth, QueueDepths } from '../../data-sync/ports.ts';
import { LANES } from '../../domain/sync-row.ts';
import type { Item } from './attribute-value.ts';
import { LaneReader } from './lane-reader.ts';
import {
  DEPTH_ATTRIBUTES,
  DEPTHS_PARTITION,
  LEASES_PARTITION,
  PARKED_PARTITION,
  SYNC_LEDGER,
  type SyncQueueName,
} from './sync-layout.ts';
import { ROW } from './sync-row-item.ts';
import { type SyncStoreOptions, syncTableCalls } from './sync-store.ts';
import type { TableCalls } from './table-calls.ts';

type Queue = SyncQueueName | 'parked';

const ALL_LANES = Array.from({ length: LANES }, (_, lane) => lane);

/**
 * Depths from the counters that every write of the queues adds to, ages from the oldest row of each lane: one look reads the counters
 * (some 20 small items), 64 rows a queue at most, and one parked row, however long the queues are.
 */
export class DynamoDbQueueDepths implements QueueDepths {
  readonly #calls: TableCalls;
  readonly #lanes: LaneReader;
  readonly #ledger: string;

  constructor(options: SyncStoreOptions) {
    this.#calls = syncTableCalls(options);
    this.#lanes = new LaneReader(this.#calls, options.tables);
    this.#ledger = options.tables.ledger;
  }

  async read(): Promise<Readonly<Record<Queue, QueueDepth>>> {
    const counters = (
      await Promise.all([LEASES_PARTITION, DEPTHS_PARTITION].map((name) => this.#rows(name)))
    ).flat();
    const [customerPending, transactionPending, progress, parked] = await Promise.all([
      this.#oldestOf('customerPending'),
      this.#oldestOf('transactionPending'),
      this.#oldestOf('progress'),
      this.#oldestParked(),
    ]);
    const depth = (queue: Queue, oldestAt: number | undefined): QueueDepth => {
      const counted = counters.reduce((sum, row) => sum + Number(row[DEPTH_ATTRIBUTES[queue]]?.N ?? 0), 0);
      return oldestAt === undefined ? { depth: counted } : { depth: counted, oldestAt };
    };
    return {
      customerPending: depth('customerPending', customerPending),
      transactionPending: depth('transactionPending', transactionPending),
      progress: depth('progress', progress),
      parked: depth('parked', parked),
    };
  }

  #rows(partition: string): Promise<readonly Item[]> {
    return this.#calls.queryAll({
      TableName: this.#ledger,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': SYNC_LEDGER.partitionKey },
      ExpressionAttributeValues: { ':pk': { S: partition } },
    });
  }

  async #oldestOf(queue: SyncQueueName): Promise<number | undefined> {
    const pages = await Promise.all(ALL_LANES.map((lane) => this.#lanes.page(queue, { lane, limit: 1 })));
    const times = pages.flatMap(({ items }) => items.map((item) => Number(item[ROW.enqueuedAt]?.N)));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async #oldestParked(): Promise<number | undefined> {
    const { items } = await this.#calls.page({
      TableName: this.#ledger,
      Limit: 1,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': SYNC_LEDGER.partitionKey },
      ExpressionAttributeValues: { ':pk': { S: PARKED_PARTITION } },
    });
    return items[0] && Number(items[0][ROW.enqueuedAt]?.N);
  }
}
