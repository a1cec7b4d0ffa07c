import type { ErrorCode } from '../../../lambda/domain/app-error.ts';
import type {
  CommitOptions,
  CommitPlan,
  CommitReceipt,
  CommitSteps,
  RecordStore,
} from '../../../lambda/domain/commit.ts';
import { type JsonObject, stringifyJson } from '../../../lambda/domain/json.ts';
import type { Change, RecordKey } from '../../../lambda/domain/record.ts';

export const SECOND = 1000;
export const DAY = 24 * 60 * 60 * SECOND;

/** A store, empty at first, and its clock, which stands unless the store waits or a test moves it. */
export interface RecordStoreUnderTest {
  readonly store: RecordStore;
  readonly time: { now: number };
  /** What becomes of the numbers that the store draws. @default at random */
  random?: number;
}

/** What the tests of the suite do with the store at hand, a new one for each. */
export class RecordStoreDesk {
  test: RecordStoreUnderTest;

  constructor(test: RecordStoreUnderTest) {
    this.test = test;
  }

  get store(): RecordStore {
    return this.test.store;
  }

  get time(): { now: number } {
    return this.test.time;
  }

  options(owners: readonly string[], more: Partial<CommitOptions> = {}): CommitOptions {
    return { owners, deadline: this.time.now + 20 * SECOND, ...more };
  }

  /** Commits a plan that looks at nothing; answers with the ticks. */
  commit(owners: readonly string[], plan: CommitPlan, more: Partial<CommitOptions> = {}) {
    return this.store.commit(this.options(owners, more), blindly(plan));
  }

  change(...changes: Change[]) {
    return this.commit([...new Set(changes.map(({ key }) => key.owner))], { changes });
  }

  /** A record's fields without the stamps. */
  async fieldsOf(key: RecordKey): Promise<JsonObject | undefined> {
    const [record] = await this.store.records([key]);
    if (record === undefined) return undefined;
    const { _tick, _transaction_id, ...fields } = record.fields;
    return fields;
  }

  async tickOf(key: RecordKey): Promise<string> {
    const [record] = await this.store.records([key]);
    return stringifyJson(record?.fields._tick ?? null);
  }
}

export function order(owner: string, id: string | bigint | number): RecordKey {
  return { owner, type: 'Order', id: String(id) };
}

export function insert(key: RecordKey, fields: JsonObject = { id: key.id }): Change {
  return { action: 'insert', key, fields };
}

/** Steps that ignore what stands, and answer with the ticks that they got. */
export function blindly(plan: CommitPlan): CommitSteps {
  return { plan: async () => plan, answer: ticksOf };
}

export function ticksOf({ changes }: CommitReceipt): JsonObject {
  return { ticks: changes.map(({ tick }) => tick) };
}

/** Expects a failure by its code: messages are for people. */
export async function expectCode(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await expect(promise).rejects.toMatchObject({ code });
}
