import fc from 'fast-check';
import { DynamoDbRecordStore } from '../../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { MemoryRecordStore } from '../../../lambda/adapters/memory/memory-record-store.ts';
import { AppError } from '../../../lambda/domain/app-error.ts';
import type { CommitOptions, CommitPlan, NameChange, RecordStore } from '../../../lambda/domain/commit.ts';
import { exactNumber, type JsonObject, stringifyJson } from '../../../lambda/domain/json.ts';
import type { Change, RecordKey } from '../../../lambda/domain/record.ts';
import { FakeDynamoDb } from '../../support/fake-dynamodb.ts';
import { nextTurn, VirtualTime } from '../../support/virtual-time.ts';

const OWNERS = ['A', 'B', 'C'];
const NAMES = ['x', 'y'];
const IDS = Array.from({ length: 6 }, (_, index) => `${1000 + index}`);
const KEYS: readonly RecordKey[] = OWNERS.flatMap((owner) =>
  IDS.map((id): RecordKey => ({ owner, type: 'Order', id })),
);

interface Command {
  readonly plan: CommitPlan;
  readonly idempotency: CommitOptions['idempotency'];
}

const key = fc.constantFrom(...KEYS);
const fields: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('Name', 'State', 'Count'),
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 5 }),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(-(10n ** 37n), 10n ** 37n).map(exactNumber),
  ),
);
const change: fc.Arbitrary<Change> = fc.record({
  action: fc.constantFrom('insert', 'insert', 'replace', 'update', 'delete'),
  key,
  fields,
});
const nameChange: fc.Arbitrary<NameChange> = fc.record({
  action: fc.constantFrom('claim', 'claim', 'set', 'release'),
  kind: fc.constant('Order'),
  name: fc.constantFrom(...NAMES),
  owner: fc.constantFrom(...OWNERS),
  value: fields,
});
const reference = fc.record({ target: key, by: fc.constantFrom(1 as const, 1 as const, -1 as const) });
const command: fc.Arbitrary<Command> = fc.record({
  plan: fc.record({
    changes: fc.uniqueArray(change, { maxLength: 5, selector: (it) => it.key.owner + it.key.id }),
    names: fc.uniqueArray(nameChange, { maxLength: 2, selector: ({ name }) => name }),
    references: fc.array(reference, { maxLength: 3 }),
  }),
  idempotency: fc.option(
    fc.record({ key: fc.constantFrom('k1', 'k2'), fingerprint: fc.constantFrom('f', 'f', 'g') }),
    { nil: undefined },
  ),
});

/** The command's answer, or the code of its error. */
async function outcomeOf(store: RecordStore, { plan, idempotency }: Command): Promise<string> {
  try {
    const { answer, replayed } = await store.commit(
      { owners: OWNERS, idempotency, deadline: Infinity },
      {
        plan: async () => plan,
        answer: ({ changes }) => ({ changes: changes.map(({ action, tick }) => [action, tick]) }),
      },
    );
    return stringifyJson({ answer, replayed });
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

async function stateOf(store: RecordStore): Promise<unknown> {
  const records = await store.records(KEYS);
  const names = await store.names(NAMES.map((name) => ({ kind: 'Order', name })));
  const between = OWNERS.map((owner) =>
    store.recordsBetween({ owner, type: 'Order', first: 1001n, last: 1004n }),
  );
  return {
    records: records.map((record) => record && { ...record.fields, _transaction_id: '' }),
    names,
    between: (await Promise.all(between)).map((some) => some.map((record) => record.key.id)),
    references: await Promise.all(KEYS.map((target) => store.references(target))),
  };
}

/** A plan with so many changes beside that it takes a journal. */
function enlarged({ plan, idempotency }: Command, at: number): Command {
  const more = Array.from({ length: 100 }, (_, index): Change => {
    const id = `${at}-${index}`;
    return { action: 'insert', key: { owner: 'B', type: 'Filler', id }, fields: {} };
  });
  return { plan: { ...plan, changes: [...plan.changes, ...more] }, idempotency };
}

jest.setTimeout(60_000);

describe('the record store in DynamoDB', () => {
  const make = () => {
    const time = new VirtualTime(Date.UTC(2026, 0, 1));
    const clock = () => time.now;
    const fake = new FakeDynamoDb();
    const memory = new MemoryRecordStore({ clock });
    const dynamoDb = new DynamoDbRecordStore({
      client: fake.client({ before: nextTurn }),
      tables: fake.tables,
      clock,
      sleep: (ms) => time.sleep(ms),
    });
    return { fake, memory, dynamoDb };
  };

  it.each([
    ['small', (it: Command) => it],
    ['journalled', enlarged],
  ] as const)('does with any %s commands what the one in memory does', async (_size, sized) => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 8 }), async (commands) => {
        const { memory, dynamoDb, fake } = make();
        for (const [index, some] of commands.entries()) {
          const next = sized(some, index);
          const [expected, actual] = [await outcomeOf(memory, next), await outcomeOf(dynamoDb, next)];
          expect(actual).toBe(expected);
          expect(await stateOf(dynamoDb)).toEqual(await stateOf(memory));
        }
        const streamed = fake.changes().map(({ newImage }) => `${newImage?._owner?.S} ${newImage?._tick?.N}`);
        const told = memory
          .changes()
          .map(({ newImage }) => `${newImage?._owner} ${stringifyJson(newImage?._tick ?? null)}`);
        expect(streamed).toEqual(told);
      }),
      { numRuns: 20 },
    );
  });

  it('gives any commands sent at once ticks without a gap, and no half of any', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(command, fc.boolean()), { minLength: 2, maxLength: 6 }),
        async (commands) => {
          const { dynamoDb, fake } = make();
          const sent = commands.map(([some, large], index) => (large ? enlarged(some, index) : some));
          await Promise.all(sent.map((one) => outcomeOf(dynamoDb, one)));
          for (const owner of OWNERS) {
            const items = fake.changes().map(({ newImage }) => newImage ?? {});
            const ticks = items
              .filter(({ _owner }) => _owner?.S === owner)
              .map(({ _tick }) => Number(_tick?.N));
            expect(ticks).toEqual(ticks.map((_, index) => index + 1));
          }
          expect(fake.items('ledger').filter(({ applying, state }) => applying ?? state)).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });
});
