import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Lease, Leases } from '../../data-sync/ports.ts';
import type { Item } from './attribute-value.ts';
import { leaseKey, SYNC_LEDGER } from './sync-layout.ts';
import { type SyncStoreOptions, syncTableCalls } from './sync-store.ts';
import type { TableCalls } from './table-calls.ts';
import type { Condition } from './write.ts';

/** That the lease is still the one with this token, neither given back nor taken over. */
export function leaseIs({ token }: Pick<Lease, 'token'>): Condition {
  return [
    [{ attribute: SYNC_LEDGER.token, is: '=', value: { N: token } }],
    [{ attribute: SYNC_LEDGER.run, is: 'there' }],
  ];
}

const NAMES = {
  '#run': SYNC_LEDGER.run,
  '#until': SYNC_LEDGER.until,
  '#token': SYNC_LEDGER.token,
} as const;

/**
 * Leases in the data sync ledger, one item a worker. A lease whose time is over is held until another run takes it. All writes may
 * be repeated: the same run gets the same token again.
 */
export class DynamoDbSyncLeases implements Leases {
  readonly #calls: TableCalls;
  readonly #table: string;

  constructor(options: SyncStoreOptions) {
    this.#calls = syncTableCalls(options);
    this.#table = options.tables.ledger;
  }

  async acquire(request: { runId: string; worker: number; forMs: number }): Promise<Lease | undefined> {
    const { runId, worker, forMs } = request;
    const now = this.#calls.clock();
    const until = now + forMs;
    const values = { ':run': { S: runId }, ':until': { N: String(until) } };
    const own = await this.#update(worker, {
      UpdateExpression: 'SET #until = :until',
      ConditionExpression: '#run = :run',
      values,
    });
    const item =
      own ??
      (await this.#update(worker, {
        UpdateExpression: 'SET #run = :run, #until = :until ADD #token :one',
        // A run that has just got it by a call whose answer was lost finds itself here again.
        ConditionExpression: 'attribute_not_exists(#run) OR #until <= :now OR #run = :run',
        values: { ...values, ':now': { N: String(now) }, ':one': { N: '1' } },
      }));
    return item && leaseOf(worker, item);
  }

  async renew(lease: Lease, forMs: number): Promise<Lease | undefined> {
    const item = await this.#update(lease.worker, {
      UpdateExpression: 'SET #until = :until',
      ConditionExpression: '#token = :token AND attribute_exists(#run)',
      values: {
        ':token': { N: lease.token },
        ':until': { N: String(this.#calls.clock() + forMs) },
      },
    });
    return item && leaseOf(lease.worker, item);
  }

  async release(lease: Lease): Promise<void> {
    await this.#update(lease.worker, {
      UpdateExpression: 'REMOVE #run, #until',
      ConditionExpression: '#token = :token',
      values: { ':token': { N: lease.token } },
    });
  }

  #update(
    worker: number,
    update: { UpdateExpression: string; ConditionExpression: string; values: Item },
  ): Promise<Item | undefined> {
    const { UpdateExpression, ConditionExpression, values } = update;
    const text = `${UpdateExpression} ${ConditionExpression}`;
    const input: UpdateItemCommandInput = {
      TableName: this.#table,
      Key: leaseKey(worker),
      UpdateExpression,
      ConditionExpression,
      // DynamoDB refuses names and values that no expression uses.
      ExpressionAttributeNames: Object.fromEntries(
        Object.entries(NAMES).filter(([name]) => text.includes(name)),
      ),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(values).filter(([value]) => new RegExp(`${value}\\b`).test(text)),
      ),
    };
    return this.#calls.update(input);
  }
}

function leaseOf(worker: number, item: Item): Lease {
  return {
    worker,
    token: item[SYNC_LEDGER.token]?.N ?? '0',
    until: Number(item[SYNC_LEDGER.until]?.N ?? 0),
  };
}
