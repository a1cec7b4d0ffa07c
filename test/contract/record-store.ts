import { AppError, type ErrorCode } from '../../lambda/domain/app-error.ts';
import type {
  CommitOptions,
  CommitPlan,
  CommitReceipt,
  CommitSteps,
  RecordStore,
} from '../../lambda/domain/commit.ts';
import { exactNumber, type JsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import type { Change, RecordKey } from '../../lambda/domain/record.ts';

/** A store, empty at first, and its clock, which stands unless the store waits or a test moves it. */
export interface RecordStoreUnderTest {
  readonly store: RecordStore;
  readonly time: { now: number };
  /** What becomes of the numbers that the store draws; @default at random. */
  random?: number;
}

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

export const order = (owner: string, id: string | bigint | number): RecordKey => ({
  owner,
  type: 'Order',
  id: String(id),
});

export const insert = (key: RecordKey, fields: JsonObject = { id: key.id }): Change => ({
  action: 'insert',
  key,
  fields,
});

/** Steps that ignore what stands, and answer with the ticks that they got. */
export function blindly(plan: CommitPlan): CommitSteps {
  return { plan: async () => plan, answer: ticksOf };
}

export function ticksOf({ changes }: CommitReceipt): JsonObject {
  return { ticks: changes.map(({ tick }) => tick) };
}

/** Every adapter of the port `RecordStore` keeps these promises. `open` makes a new, empty store. */
export function describeRecordStore(open: () => Promise<RecordStoreUnderTest>): void {
  let test: RecordStoreUnderTest;
  let store: RecordStore;

  beforeEach(async () => {
    test = await open();
    store = test.store;
  });

  const options = (owners: readonly string[], more: Partial<CommitOptions> = {}): CommitOptions => ({
    owners,
    deadline: test.time.now + 20 * SECOND,
    ...more,
  });
  const commit = (owners: readonly string[], plan: CommitPlan, more: Partial<CommitOptions> = {}) =>
    store.commit(options(owners, more), blindly(plan));
  const change = (...changes: Change[]) =>
    commit([...new Set(changes.map(({ key }) => key.owner))], { changes });
  const fieldsOf = async (key: RecordKey): Promise<JsonObject | undefined> => {
    const [record] = await store.records([key]);
    return record && withoutStamps(record.fields);
  };
  const tickOf = async (key: RecordKey): Promise<string> => {
    const [record] = await store.records([key]);
    return stringifyJson(record?.fields._tick ?? null);
  };

  describe('records', () => {
    it('gives back what was written, number for number', async () => {
      const text =
        '{"id":"1","big":77405618597879914,"huge":4412964684870431366,"twenty":12345678901234567890,' +
        '"thirtyEight":12345678901234567890123456789012345678,"small":-0.00001,"yes":true,"no":false,"none":null,' +
        '"empty":"","list":[1,"a",null,[true],{}],"map":{"a b":{"c":[0.1]},"x":null},"text":"é 💧 \\u0000"}';
      await change(insert(order('A', 1), parseJson(text) as JsonObject));
      expect(await fieldsOf(order('A', 1))).toEqual(parseJson(text));
    });

    it('are stamped with their tick and their transaction', async () => {
      const { answer } = await store.commit(options(['A']), {
        plan: async () => ({ changes: [insert(order('A', 1))] }),
        answer: ({ transactionId }) => ({ transactionId }),
      });
      const [record] = await store.records([order('A', 1)]);
      expect(record?.fields).toEqual({
        id: '1',
        _tick: exactNumber(1),
        _transaction_id: answer.transactionId,
      });
      expect(record?.key).toEqual(order('A', 1));
    });

    it('that are not there come as undefined, each in its place, asked for twice too', async () => {
      await change(insert(order('A', 1)), insert(order('B', 1)));
      const keys = [order('A', 2), order('A', 1), order('B', 1), order('C', 1), order('A', 1)];
      const found = await store.records(keys);
      expect(found.map((record) => record?.key.owner)).toEqual([undefined, 'A', 'B', undefined, 'A']);
      expect(await store.records([])).toEqual([]);
    });

    it('keep, when updated, the fields that the update does not name', async () => {
      await change(insert(order('A', 1), { id: '1', State: 'new', Name: 'x' }));
      await change({ action: 'update', key: order('A', 1), fields: { State: 'done', More: null } });
      expect(await fieldsOf(order('A', 1))).toEqual({ id: '1', State: 'done', Name: 'x', More: null });
    });

    it('keep, when replaced, nothing of what was', async () => {
      await change(insert(order('A', 1), { id: '1', State: 'new' }));
      await change({ action: 'replace', key: order('A', 1), fields: { id: '1', Name: 'y' } });
      expect(await fieldsOf(order('A', 1))).toEqual({ id: '1', Name: 'y' });
    });

    it('are gone when deleted, and can be inserted anew', async () => {
      await change(insert(order('A', 1), { id: '1', State: 'new' }));
      await change({ action: 'delete', key: order('A', 1) });
      expect(await fieldsOf(order('A', 1))).toBeUndefined();
      await change(insert(order('A', 1), { id: '1' }));
      expect(await fieldsOf(order('A', 1))).toEqual({ id: '1' });
      expect(await tickOf(order('A', 1))).toBe('3');
    });

    it('can be written back as they were read', async () => {
      await change(insert(order('A', 1), { id: '1' }));
      const [record] = await store.records([order('A', 1)]);
      await change({ action: 'replace', key: order('A', 1), fields: record?.fields ?? {} });
      expect(await tickOf(order('A', 1))).toBe('2');
    });

    it.each(['replace', 'update', 'delete'] as const)('that are not there refuse %s', async (action) => {
      const absent = { action, key: order('A', 1), fields: { id: '1' } } as Change;
      await expectCode(change(absent, insert(order('A', 2))), 'INTERNAL');
      expect(await store.records([order('A', 1), order('A', 2)])).toEqual([undefined, undefined]);
    });

    it('that are there refuse insert, and nothing of the plan happens', async () => {
      await change(insert(order('A', 1), { id: 'first' }));
      await expectCode(change(insert(order('A', 2)), insert(order('A', 1), { id: 'second' })), 'INTERNAL');
      expect(await fieldsOf(order('A', 1))).toEqual({ id: 'first' });
      expect(await fieldsOf(order('A', 2))).toBeUndefined();
      await change(insert(order('A', 3)));
      expect(await tickOf(order('A', 3))).toBe('2');
    });

    it('too large for an item are refused by name', async () => {
      const plan = change(insert(order('A', 1)), insert(order('A', 'huge'), { text: 'x'.repeat(400_000) }));
      await expect(plan).rejects.toThrow(/Order#huge/);
      await expectCode(plan, 'RECORD_TOO_LARGE');
      expect(await fieldsOf(order('A', 1))).toBeUndefined();
    });

    it('of 349 kB are kept whole', async () => {
      await change(insert(order('A', 1), { text: 'x'.repeat(349_000) }));
      expect(await fieldsOf(order('A', 1))).toEqual({ text: 'x'.repeat(349_000) });
    });
  });

  describe('records between two ids', () => {
    const between = async (first: bigint, last: bigint): Promise<readonly string[]> => {
      const found = await store.recordsBetween({ owner: 'A', type: 'Order', first, last });
      return found.map(({ key }) => key.id);
    };

    it('come by id, both ends included', async () => {
      await change(...[12, 10, 11, 13, 9].map((id) => insert(order('A', id))));
      expect(await between(10n, 12n)).toEqual(['10', '11', '12']);
      expect(await between(14n, 20n)).toEqual([]);
    });

    it('leave out other owners, types, deleted ones and ids that are no numbers of that length', async () => {
      const other: RecordKey = { owner: 'A', type: 'Order Item', id: '11' };
      await change(insert(order('B', 11)), insert(other), insert(order('A', 12)), insert(order('A', 13)));
      await change(insert(order('A', '1x')), insert(order('A', '120')), {
        action: 'delete',
        key: order('A', 13),
      });
      expect(await between(10n, 20n)).toEqual(['12']);
    });

    it('are all found when they fill many pages', async () => {
      const ids = Array.from({ length: 30 }, (_, index) => String(100 + index));
      for (const id of ids) await change(insert(order('A', id), { id, text: 'x'.repeat(100_000) }));
      expect(await between(100n, 199n)).toEqual(ids);
    });
  });

  describe('ticks', () => {
    it('count the changes of each owner, in the order of the plan', async () => {
      const { answer } = await change(insert(order('A', 1)), insert(order('B', 1)), insert(order('A', 2)));
      expect(answer).toEqual({ ticks: ['1', '1', '2'] });
      const next = await change(insert(order('A', 3)), { action: 'delete', key: order('A', 1) });
      expect(next.answer).toEqual({ ticks: ['3', '4'] });
    });

    it('are told in the receipt with what was done', async () => {
      await change(insert(order('A', 1)), insert(order('A', 2)), insert(order('A', 3)));
      const changes: Change[] = [
        { action: 'update', key: order('A', 1), fields: { x: 'y' } },
        { action: 'replace', key: order('A', 2), fields: {} },
        { action: 'delete', key: order('A', 3) },
      ];
      const { answer } = await store.commit(options(['A']), {
        plan: async () => ({ changes }),
        answer: (receipt) => ({
          changes: receipt.changes.map(({ action, key, tick }) => [action, key.id, tick]),
        }),
      });
      const told = [
        ['update', '1', '4'],
        ['update', '2', '5'],
        ['delete', '3', '6'],
      ];
      expect(answer).toEqual({ changes: told });
    });

    it('go with times that never run backwards', async () => {
      const at = async (): Promise<number> => {
        let seen = 0;
        await store.commit(options(['A']), {
          plan: async ({ now }) => {
            seen = now;
            return { changes: [insert(order('A', `${Math.random()}`))] };
          },
          answer: (receipt) => {
            expect(receipt.at).toBe(seen);
            return {};
          },
        });
        return seen;
      };
      const first = await at();
      test.time.now -= 5 * SECOND;
      expect(await at()).toBe(first);
    });
  });

  describe('a plan', () => {
    it('that throws changes nothing, and its error comes out', async () => {
      const broken = new AppError('RULE_VIOLATED', 'no');
      const steps = { plan: () => Promise.reject(broken), answer: ticksOf };
      await expect(store.commit(options(['A']), steps)).rejects.toBe(broken);
      expect((await change(insert(order('A', 1)))).answer).toEqual({ ticks: ['1'] });
    });

    it('is made anew when another command was faster, and sees what that has done', async () => {
      await change(insert(order('A', 1), { count: exactNumber(0) }));
      let calls = 0;
      const { answer } = await store.commit(options(['A']), {
        plan: async ({ reader }) => {
          const [record] = await reader.records([order('A', 1)]);
          calls += 1;
          if (calls === 1)
            await change({ action: 'update', key: order('A', 1), fields: { count: exactNumber(7) } });
          const count = exactNumber(BigInt(stringifyJson(record?.fields.count ?? null)) + 1n);
          return { changes: [{ action: 'update', key: order('A', 1), fields: { count } }] };
        },
        answer: ticksOf,
      });
      expect({ calls, answer }).toEqual({ calls: 2, answer: { ticks: ['3'] } });
      expect(await fieldsOf(order('A', 1))).toEqual({ count: exactNumber(8) });
    });

    it('is made anew when an owner that it only looks at has changed', async () => {
      let calls = 0;
      await store.commit(options(['A', 'B']), {
        plan: async () => {
          calls += 1;
          if (calls === 1) await change(insert(order('B', 1)));
          return { changes: [insert(order('A', 1))] };
        },
        answer: ticksOf,
      });
      expect(calls).toBe(2);
    });

    it('never throws for having seen half of what another command did', async () => {
      let calls = 0;
      await change(insert(order('A', 1), { v: '1' }), insert(order('A', 2), { v: '1' }));
      await store.commit(options(['A']), {
        plan: async ({ reader }) => {
          calls += 1;
          const [one] = await reader.records([order('A', 1)]);
          if (calls === 1)
            await change(
              { action: 'update', key: order('A', 1), fields: { v: '2' } },
              { action: 'update', key: order('A', 2), fields: { v: '2' } },
            );
          const [two] = await reader.records([order('A', 2)]);
          if (one?.fields.v !== two?.fields.v) throw new Error('torn');
          return { changes: [] };
        },
        answer: ticksOf,
      });
      expect(calls).toBe(2);
    });

    it('is not disturbed by other owners', async () => {
      let calls = 0;
      await store.commit(options(['A']), {
        plan: async () => {
          calls += 1;
          await change(insert(order('B', calls)));
          return { changes: [insert(order('A', 1))] };
        },
        answer: ticksOf,
      });
      expect(calls).toBe(1);
    });

    it('that never gets its turn ends in CONTENTION after the deadline', async () => {
      let calls = 0;
      const never = store.commit(options(['A']), {
        plan: async () => {
          calls += 1;
          test.time.now += 8 * SECOND;
          await commit(['A'], { changes: [insert(order('A', `other ${calls}`))] });
          return { changes: [insert(order('A', 1))] };
        },
        answer: ticksOf,
      });
      await expect(never).rejects.toMatchObject({ code: 'CONTENTION', retryable: true });
      expect(await fieldsOf(order('A', 1))).toBeUndefined();
    });

    it('that changes nothing is answered', async () => {
      expect(await commit(['A'], { changes: [] })).toEqual({ answer: { ticks: [] }, replayed: false });
      expect(await commit([], { changes: [] })).toEqual({ answer: { ticks: [] }, replayed: false });
    });

    it('that contradicts itself is refused', async () => {
      await expectCode(change(insert(order('A', 1)), insert(order('A', 1))), 'INTERNAL');
      await expectCode(commit(['A'], { changes: [insert(order('B', 1))] }), 'INTERNAL');
      const name = { kind: 'Order', name: 'x', owner: 'A', value: {} };
      const names = [{ action: 'claim', ...name } as const, { action: 'set', ...name } as const];
      await expectCode(commit(['A'], { changes: [], names }), 'INTERNAL');
    });
  });

  describe('an idempotency key', () => {
    const idempotency = { key: 'k1', fingerprint: 'f1' };

    it('gives the first answer again, and nothing happens a second time', async () => {
      const first = await commit(['A'], { changes: [insert(order('A', 1))] }, { idempotency });
      const steps = { plan: jest.fn(), answer: jest.fn() };
      const second = await store.commit(options(['A'], { idempotency }), steps);
      expect(first).toEqual({ answer: { ticks: ['1'] }, replayed: false });
      expect(second).toEqual({ answer: { ticks: ['1'] }, replayed: true });
      expect(steps.plan).not.toHaveBeenCalled();
    });

    it('is refused with another request', async () => {
      await commit(['A'], { changes: [insert(order('A', 1))] }, { idempotency });
      const other = { key: 'k1', fingerprint: 'f2' };
      await expectCode(
        commit(['A'], { changes: [insert(order('A', 2))] }, { idempotency: other }),
        'IDEMPOTENCY_KEY_REUSED',
      );
    });

    it('is kept for a day', async () => {
      await commit(['A'], { changes: [insert(order('A', 1))] }, { idempotency });
      test.time.now += DAY - SECOND;
      expect((await commit(['A'], { changes: [] }, { idempotency })).replayed).toBe(true);
      test.time.now += 3 * SECOND;
      const later = { key: 'k1', fingerprint: 'f2' };
      const again = await commit(['A'], { changes: [insert(order('A', 2))] }, { idempotency: later });
      expect(again).toEqual({ answer: { ticks: ['2'] }, replayed: false });
    });

    it('is kept for a command that changes nothing', async () => {
      await commit(['A'], { changes: [] }, { idempotency });
      const again = await commit(['A'], { changes: [insert(order('A', 1))] }, { idempotency });
      expect(again).toEqual({ answer: { ticks: [] }, replayed: true });
    });

    it('is not used up by a command that fails', async () => {
      const failing = { plan: () => Promise.reject(new Error('no')), answer: ticksOf };
      await expect(store.commit(options(['A'], { idempotency }), failing)).rejects.toThrow('no');
      expect((await commit(['A'], { changes: [] }, { idempotency })).replayed).toBe(false);
    });

    it('sent five times at once has its command happen once', async () => {
      const plan = { changes: [insert(order('A', 1))] };
      const all = await Promise.all(Array.from({ length: 5 }, () => commit(['A'], plan, { idempotency })));
      expect(all.map(({ answer }) => answer)).toEqual(Array(5).fill({ ticks: ['1'] }));
      expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    });

    it('gives back an answer of a megabyte, number for number', async () => {
      const noise = Array.from({ length: 100_000 }, () => Math.random().toString(36).slice(2, 13)).join('');
      const big = { id: exactNumber('4412964684870431366'), noise };
      const steps = { plan: async () => ({ changes: [insert(order('A', 1))] }), answer: () => big };
      await store.commit(options(['A'], { idempotency }), steps);
      const again = await store.commit(options(['A'], { idempotency }), steps);
      expect(stringifyJson(again.answer)).toBe(stringifyJson(big));
      expect(again.replayed).toBe(true);
    });
  });

  describe('names', () => {
    const name = { kind: 'Order', name: 'a1B#' };
    const thing = { ...name, owner: 'A', value: { id: '1', of: [exactNumber('77405618597879914')] } };

    it('are found by whoever asks, others are not', async () => {
      await commit(['A'], { changes: [], names: [{ action: 'claim', ...thing }] });
      const other = { kind: 'Order', name: 'A1b#' };
      expect(await store.names([other, name, name])).toEqual([undefined, thing, thing]);
    });

    it('are claimed once', async () => {
      await commit(['A'], { changes: [], names: [{ action: 'claim', ...thing }] });
      const second = commit(['B'], {
        changes: [insert(order('B', 1))],
        names: [{ action: 'claim', ...thing, owner: 'B' }],
      });
      await expectCode(second, 'INTERNAL');
      expect(await store.names([name])).toEqual([thing]);
      expect(await fieldsOf(order('B', 1))).toBeUndefined();
    });

    it('are given to one of two that claim them at the same moment; the other plans anew', async () => {
      const claim = async (owner: string): Promise<string | undefined> => {
        let before: string | undefined;
        await store.commit(options([owner]), {
          plan: async ({ reader }) => {
            const [taken] = await reader.names([name]);
            before = taken?.owner;
            return { changes: [], names: taken ? [] : [{ action: 'claim', ...thing, owner }] };
          },
          answer: () => ({}),
        });
        return before;
      };
      const seen = await Promise.all(['A', 'B', 'C', 'D'].map(claim));
      const [bearer] = await store.names([name]);
      const others = ['A', 'B', 'C', 'D'].map((owner) =>
        owner === bearer?.owner ? undefined : bearer?.owner,
      );
      expect(bearer).toBeDefined();
      expect(seen).toEqual(others);
    });

    it('are set anew by their owner only, and free when released', async () => {
      await commit(['A'], { changes: [], names: [{ action: 'claim', ...thing }] });
      await commit(['A'], { changes: [], names: [{ action: 'set', ...thing, value: { id: '2' } }] });
      expect((await store.names([name]))[0]?.value).toEqual({ id: '2' });
      await expectCode(
        commit(['B'], { changes: [], names: [{ action: 'set', ...thing, owner: 'B' }] }),
        'INTERNAL',
      );
      await commit(['A'], { changes: [], names: [{ action: 'release', ...name }] });
      expect(await store.names([name])).toEqual([undefined]);
      await expectCode(commit(['A'], { changes: [], names: [{ action: 'set', ...thing }] }), 'INTERNAL');
      await commit(['B'], { changes: [], names: [{ action: 'claim', ...thing, owner: 'B' }] });
      expect((await store.names([name]))[0]?.owner).toBe('B');
    });
  });

  describe('references', () => {
    const product: RecordKey = { owner: 'P#1', type: 'P', id: '1' };
    const refer = (by: 1 | -1) => commit([], { changes: [], references: [{ target: product, by }] });
    const remove = () => change({ action: 'delete', key: product });

    it('are counted', async () => {
      await change(insert(product));
      expect(await store.references(product)).toBe(0);
      for (const by of [1, 1, 1, -1] as const) await refer(by);
      expect(await store.references(product)).toBe(2);
      const twice = [
        { target: product, by: 1 },
        { target: product, by: 1 },
      ] as const;
      await commit([], { changes: [], references: twice });
      expect(await store.references(product)).toBe(4);
    });

    it('keep a record from being deleted, until the last is gone', async () => {
      await change(insert(product));
      await refer(1);
      await refer(1);
      await expectCode(remove(), 'INTERNAL');
      await refer(-1);
      await expectCode(remove(), 'INTERNAL');
      await refer(-1);
      await remove();
      expect(await fieldsOf(product)).toBeUndefined();
    });

    it('need the record to be there', async () => {
      await expectCode(refer(1), 'INTERNAL');
      await change(insert(product));
      await remove();
      await expectCode(refer(1), 'INTERNAL');
      await change(insert(product));
      await refer(1);
      expect(await store.references(product)).toBe(1);
      await expectCode(remove(), 'INTERNAL');
    });

    it('can begin and end in the plan that inserts or deletes the record', async () => {
      await commit([product.owner], { changes: [insert(product)], references: [{ target: product, by: 1 }] });
      expect(await store.references(product)).toBe(1);
      const changes: Change[] = [{ action: 'delete', key: product }];
      await commit([product.owner], { changes, references: [{ target: product, by: -1 }] });
      expect(await store.references(product)).toBe(0);
    });

    it('lose no race against a delete', async () => {
      await change(insert(product));
      let calls = 0;
      const late = store.commit(options(['A']), {
        plan: async ({ reader }) => {
          const [found] = await reader.records([product]);
          calls += 1;
          if (calls === 1) await remove();
          if (found === undefined) throw new AppError('RULE_VIOLATED', 'no such product');
          return { changes: [insert(order('A', 1))], references: [{ target: product, by: 1 }] };
        },
        answer: ticksOf,
      });
      await expectCode(late, 'RULE_VIOLATED');
      expect(await fieldsOf(order('A', 1))).toBeUndefined();
    });

    it('win the race in which they are first', async () => {
      await change(insert(product));
      let calls = 0;
      const late = store.commit(options([product.owner]), {
        plan: async ({ reader }) => {
          const count = await reader.references(product);
          calls += 1;
          if (calls === 1) await refer(1);
          if (count > 0) throw new AppError('RULE_VIOLATED', 'referred to');
          return { changes: [{ action: 'delete', key: product }] };
        },
        answer: ticksOf,
      });
      await expectCode(late, 'RULE_VIOLATED');
      expect(await fieldsOf(product)).toEqual({ id: '1' });
    });
  });

  describe('new ids', () => {
    const take = async (count: number): Promise<bigint> => {
      let first = 0n;
      await store.commit(options([]), {
        plan: async ({ newIds }) => {
          const block = newIds(count);
          first = block.first;
          return { changes: [], ids: [block] };
        },
        answer: ticksOf,
      });
      return first;
    };

    it('have 17 digits and grow with time', async () => {
      const first = await take(5);
      expect(String(first)).toMatch(/^\d{17}$/);
      test.time.now += 1;
      expect(await take(1)).toBeGreaterThan(first + 4n);
    });

    it('never overlap, in one plan or in many at the same millisecond', async () => {
      test.random = 0;
      const blocks = await Promise.all(
        [2500, 1, 1000, 1001, 3].map(async (count) => ({ count, first: await take(count) })),
      );
      const ids = blocks.flatMap(({ first, count }) =>
        Array.from({ length: count }, (_, i) => first + BigInt(i)),
      );
      expect(new Set(ids).size).toBe(2500 + 1 + 1000 + 1001 + 3);
    });

    it('that another store has taken are not given again', async () => {
      const [here] = [await take(1)];
      const stale = { first: here, count: 1 };
      let calls = 0;
      await store.commit(options(['A']), {
        plan: async ({ newIds }) => {
          calls += 1;
          return { changes: [insert(order('A', 1))], ids: [calls === 1 ? stale : newIds(1)] };
        },
        answer: ticksOf,
      });
      expect(calls).toBe(2);
    });
  });

  describe('a plan larger than one transaction', () => {
    const many = (owner: string, count: number, from = 0): Change[] =>
      Array.from({ length: count }, (_, index) =>
        insert(order(owner, 1000 + from + index), { id: `${index}` }),
      );
    const idsOf = async (owner: string): Promise<number> =>
      (await store.recordsBetween({ owner, type: 'Order', first: 1000n, last: 9999n })).length;

    it('is applied whole, with ticks, names and references', async () => {
      const product: RecordKey = { owner: 'P#1', type: 'P', id: '1' };
      await change(insert(product));
      await change(insert(order('A', 1)), insert(order('A', 2)));
      const changes: Change[] = [
        ...many('A', 150),
        { action: 'delete', key: order('A', 1) },
        { action: 'update', key: order('A', 2), fields: { State: 'superseded' } },
        ...many('B', 100),
      ];
      const names = Array.from({ length: 150 }, (_, index) => ({
        action: 'claim' as const,
        kind: 'Order',
        name: `n${index}`,
        owner: 'A',
        value: { index: exactNumber(index) },
      }));
      const idempotency = { key: 'large', fingerprint: 'f' };
      const plan: CommitPlan = { changes, names, references: [{ target: product, by: 1 }] };
      const { answer } = await commit(['A', 'B', 'C'], plan, { idempotency });
      const ticks = [
        ...Array.from({ length: 152 }, (_, i) => `${i + 3}`),
        ...Array.from({ length: 100 }, (_, i) => `${i + 1}`),
      ];
      expect(answer).toEqual({ ticks });
      expect([await idsOf('A'), await idsOf('B')]).toEqual([150, 100]);
      expect(await fieldsOf(order('A', 1))).toBeUndefined();
      expect(await fieldsOf(order('A', 2))).toEqual({ id: '2', State: 'superseded' });
      expect(await tickOf(order('B', 1099))).toBe('100');
      expect((await store.names([{ kind: 'Order', name: 'n149' }]))[0]?.value).toEqual({
        index: exactNumber(149),
      });
      expect(await store.references(product)).toBe(1);
      expect(await commit(['A', 'B'], plan, { idempotency })).toEqual({ answer, replayed: true });
      const next = await change(insert(order('A', 3)), insert(order('B', 3)), insert(order('C', 3)));
      expect(next.answer).toEqual({ ticks: ['155', '101', '1'] });
    });

    it('is applied whole when it is few records of many bytes', async () => {
      const changes = Array.from({ length: 20 }, (_, index) =>
        insert(order('A', 1000 + index), { text: `${index} ${'é'.repeat(150_000)}` }),
      );
      await commit(['A'], { changes });
      expect(await idsOf('A')).toBe(20);
    });

    it('leaves nothing behind when it goes against what stands', async () => {
      await change(insert(order('A', 1100), { id: 'there' }));
      const name = { kind: 'Order', name: 'x' };
      const names = [{ action: 'claim', ...name, owner: 'A', value: {} } as const];
      await expectCode(
        commit(['A', 'B'], { changes: [...many('A', 150), ...many('B', 5)], names }),
        'INTERNAL',
      );
      expect([await idsOf('A'), await idsOf('B')]).toEqual([1, 0]);
      expect(await store.names([name])).toEqual([undefined]);
      expect((await commit(['A'], { changes: many('A', 50, 500), names })).answer).toMatchObject({
        ticks: expect.arrayContaining(['2', '51']),
      });
    });

    it('leaves nothing behind when one record is too large', async () => {
      const changes = [...many('A', 150), insert(order('A', 'huge'), { text: 'x'.repeat(400_000) })];
      await expectCode(commit(['A'], { changes }), 'RECORD_TOO_LARGE');
      expect(await idsOf('A')).toBe(0);
    });

    it('is made anew when another command was faster', async () => {
      let calls = 0;
      const { answer } = await store.commit(options(['A']), {
        plan: async () => {
          calls += 1;
          if (calls === 1) await change(insert(order('A', 1)));
          return { changes: many('A', 120) };
        },
        answer: ({ changes }) => ({ last: changes.at(-1)?.tick ?? '' }),
      });
      expect({ calls, answer }).toEqual({ calls: 2, answer: { last: '121' } });
    });

    it('never loses against, nor disturbs, others at the same time', async () => {
      const large = (index: number) => commit(['A', 'B'], { changes: many('A', 110, index * 200) });
      const small = (index: number) => change(insert(order('A', 9000 + index)));
      const all = await Promise.all([large(0), small(0), large(1), small(1), small(2)]);
      const ticks = all.flatMap(({ answer }) => answer.ticks as string[]).map(Number);
      expect(ticks.sort((a, b) => a - b)).toEqual(Array.from({ length: 223 }, (_, index) => index + 1));
      expect(await idsOf('A')).toBe(223);
    });
  });

  describe('many commands at once', () => {
    it('on one owner all happen, and its ticks have no gap', async () => {
      const add = (index: number) =>
        store.commit(options(['A'], { deadline: test.time.now + 600 * SECOND }), {
          plan: async ({ reader }) => {
            const [sum] = await reader.records([order('A', 'sum')]);
            const count = exactNumber(BigInt(stringifyJson(sum?.fields.count ?? exactNumber(0))) + 1n);
            const action = sum === undefined ? 'insert' : 'replace';
            return {
              changes: [
                { action, key: order('A', 'sum'), fields: { count } },
                insert(order('A', 1000 + index)),
              ],
            };
          },
          answer: ticksOf,
        });
      const all = await Promise.all(Array.from({ length: 100 }, (_, index) => add(index)));
      const ticks = all.flatMap(({ answer }) => answer.ticks as string[]).map(Number);
      expect(ticks.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
      expect(await fieldsOf(order('A', 'sum'))).toEqual({ count: exactNumber(100) });
      expect(
        await store.recordsBetween({ owner: 'A', type: 'Order', first: 1000n, last: 1999n }),
      ).toHaveLength(100);
    });
  });
}

function withoutStamps({ _tick, _transaction_id, ...fields }: JsonObject): JsonObject {
  return fields;
}

/** Expects a failure by its code: messages are for people. */
export async function expectCode(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await expect(promise).rejects.toMatchObject({ code });
}
