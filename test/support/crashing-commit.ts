import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import type { CommitPlan, RecordStore } from '../../lambda/domain/commit.ts';
import { exactNumber, type JsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import type { Change, RecordKey } from '../../lambda/domain/record.ts';
import { type FakeCall, FakeDynamoDb, type Faults } from './fake-dynamodb.ts';
import { VirtualTime } from './virtual-time.ts';

export const PRODUCT: RecordKey = { owner: 'P#1', type: 'P', id: '1' };
const OWNERS = ['A', 'B', 'C'];
const FIRST_MS = Date.UTC(2026, 0, 1);

const key = (owner: string, id: number): RecordKey => ({ owner, type: 'Order', id: `${id}` });
const insert = (owner: string, id: number): Change => ({
  action: 'insert',
  key: key(owner, id),
  fields: { id: `${id}`, Account: owner },
});
const inserts = (owner: string, count: number): Change[] =>
  Array.from({ length: count }, (_, index) => insert(owner, 1000 + index));

/** A command with a bit of everything: `size` says how many records it inserts, `names` how many names it claims. */
export interface CommandSize {
  readonly records: number;
  readonly names: number;
}

/** The two tables with a few records in them, and stores on them that can be made to fail. */
export class CrashScene {
  readonly dynamoDb = new FakeDynamoDb();
  readonly time = new VirtualTime(FIRST_MS);

  static async set(): Promise<CrashScene> {
    const scene = new CrashScene();
    const changes = [insert('A', 1), insert('A', 2), insert('A', 3), { ...insert('P#1', 1), key: PRODUCT }];
    await scene
      .store()
      .commit(
        { owners: ['A', 'P#1'], deadline: Infinity },
        { plan: async () => ({ changes }), answer: () => ({}) },
      );
    return scene;
  }

  store(faults: Faults = {}): DynamoDbRecordStore {
    const { dynamoDb, time } = this;
    return new DynamoDbRecordStore({
      client: dynamoDb.client(faults),
      tables: dynamoDb.tables,
      clock: () => time.now,
      sleep: (ms) => time.sleep(ms),
    });
  }

  /** Sends the command, always with the same idempotency key. */
  command(store: RecordStore, size: CommandSize): Promise<{ answer: JsonObject; replayed: boolean }> {
    const deadline = this.time.now + 30_000;
    const idempotency = { key: 'command', fingerprint: 'f' };
    return store.commit(
      { owners: OWNERS, deadline, idempotency },
      {
        plan: async ({ newIds }) => ({ ...planOf(size), ids: [newIds(5)] }),
        answer: ({ changes, transactionId }) => ({ transactionId, ticks: changes.map(({ tick }) => tick) }),
      },
    );
  }

  /** All that a reader can see of the command, without what differs from run to run. */
  async seen(store: RecordStore, size: CommandSize): Promise<string> {
    const { changes, names = [] } = planOf(size);
    const records = await store.records(changes.map((change) => change.key));
    const range = { type: 'Order', first: 1000n, last: 1999n };
    const [a, b] = [
      await store.recordsBetween({ ...range, owner: 'A' }),
      await store.recordsBetween({ ...range, owner: 'B' }),
    ];
    const things = await store.names(names);
    return stringifyJson({
      records: records.map((record) => (record ? withoutTransaction(record.fields) : null)),
      counts: [a.length, b.length].map(exactNumber),
      names: things.map((thing) => thing?.value ?? null),
      references: exactNumber(await store.references(PRODUCT)),
    });
  }

  /** What the ledger holds that a commit should not leave behind. */
  leftovers(): readonly string[] {
    return this.dynamoDb
      .items('ledger')
      .filter((row) => row.applying !== undefined || row.pk?.S?.startsWith('journal#'))
      .map((row) => `${row.pk?.S} ${row.sk?.S}`);
  }

  /** Ticks of all streamed changes, by owner, in the order of the stream. */
  streamedTicks(): Record<string, number[]> {
    const ticks: Record<string, number[]> = {};
    for (const { newImage, oldImage } of this.dynamoDb.changes()) {
      const owner = (newImage ?? oldImage)?._owner?.S ?? '';
      ticks[owner] = [...(ticks[owner] ?? []), Number(newImage?._tick?.N)];
    }
    return ticks;
  }
}

function planOf({ records, names }: CommandSize): CommitPlan {
  return {
    changes: [
      ...inserts('A', records),
      { action: 'update', key: key('A', 1), fields: { State: 'superseded' } },
      { action: 'replace', key: key('A', 2), fields: { Name: 'replaced' } },
      { action: 'delete', key: key('A', 3) },
      ...inserts('B', Math.ceil(records / 4)),
    ],
    names: Array.from({ length: names }, (_, index) => ({
      action: 'claim',
      kind: 'Order',
      name: `name ${index}`,
      owner: 'A',
      value: { index: exactNumber(index) },
    })),
    references: [{ target: PRODUCT, by: 1 }],
  };
}

function withoutTransaction({ _transaction_id, Modified, ...fields }: JsonObject): JsonObject {
  return fields;
}

/** A process that dies at its n-th call (from 0), before or after that takes effect: nothing it calls happens any more. */
export function killedAt(n: number, when: 'before' | 'after'): Faults & { readonly calls: () => number } {
  let calls = 0;
  const die = (): never => {
    throw new Error('killed');
  };
  return {
    calls: () => calls,
    before: () => {
      calls += 1;
      if (calls - 1 > n || (when === 'before' && calls - 1 === n)) die();
    },
    after: () => {
      // Calls that were on their way when the process died are not heard of either.
      if (calls - 1 >= n) die();
    },
  };
}

/** The n-th call (from 0) fails once with this error, before or after it takes effect. */
export function failingOnce(
  n: number,
  options: { when: 'before' | 'after'; error(call: FakeCall): Error },
): Faults {
  const { when, error } = options;
  let calls = 0;
  const numbers = new WeakMap<FakeCall, number>();
  const fail = (call: FakeCall): void => {
    if (numbers.get(call) === n) throw error(call);
  };
  return {
    before: (call) => {
      numbers.set(call, calls);
      calls += 1;
      if (when === 'before') fail(call);
    },
    after: (call) => {
      if (when === 'after') fail(call);
    },
  };
}
