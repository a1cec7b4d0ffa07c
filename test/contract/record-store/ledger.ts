import { AppError } from '../../../lambda/domain/app-error.ts';
import { exactNumber } from '../../../lambda/domain/json.ts';
import type { Change, RecordKey } from '../../../lambda/domain/record.ts';
import { expectCode, insert, order, type RecordStoreDesk, ticksOf } from './desk.ts';

/** Names, references and ids. */
export function describeLedger(desk: () => RecordStoreDesk): void {
  describe('names', () => {
    const name = { kind: 'Order', name: 'a1B#' };
    const thing = { ...name, owner: 'A', value: { id: '1', of: [exactNumber('77405618597879914')] } };

    it('are found by whoever asks, others are not', async () => {
      await desk().commit(['A'], { changes: [], names: [{ action: 'claim', ...thing }] });
      const other = { kind: 'Order', name: 'A1b#' };
      expect(await desk().store.names([other, name, name])).toEqual([undefined, thing, thing]);
    });

    it('are claimed once', async () => {
      await desk().commit(['A'], { changes: [], names: [{ action: 'claim', ...thing }] });
      const second = desk().commit(['B'], {
        changes: [insert(order('B', 1))],
        names: [{ action: 'claim', ...thing, owner: 'B' }],
      });
      await expectCode(second, 'INTERNAL');
      expect(await desk().store.names([name])).toEqual([thing]);
      expect(await desk().fieldsOf(order('B', 1))).toBeUndefined();
    });

    it('are given to one of two that claim them at the same moment; the other plans anew', async () => {
      const claim = async (owner: string): Promise<string | undefined> => {
        let before: string | undefined;
        await desk().store.commit(desk().options([owner]), {
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
      const [bearer] = await desk().store.names([name]);
      const others = ['A', 'B', 'C', 'D'].map((owner) =>
        owner === bearer?.owner ? undefined : bearer?.owner,
      );
      expect(bearer).toBeDefined();
      expect(seen).toEqual(others);
    });

    it('are set anew by their owner only, and free when released', async () => {
      await desk().commit(['A'], { changes: [], names: [{ action: 'claim', ...thing }] });
      await desk().commit(['A'], { changes: [], names: [{ action: 'set', ...thing, value: { id: '2' } }] });
      expect((await desk().store.names([name]))[0]?.value).toEqual({ id: '2' });
      await expectCode(
        desk().commit(['B'], { changes: [], names: [{ action: 'set', ...thing, owner: 'B' }] }),
        'INTERNAL',
      );
      await desk().commit(['A'], { changes: [], names: [{ action: 'release', ...name }] });
      expect(await desk().store.names([name])).toEqual([undefined]);
      await expectCode(
        desk().commit(['A'], { changes: [], names: [{ action: 'set', ...thing }] }),
        'INTERNAL',
      );
      await desk().commit(['B'], { changes: [], names: [{ action: 'claim', ...thing, owner: 'B' }] });
      expect((await desk().store.names([name]))[0]?.owner).toBe('B');
    });
  });

  describe('references', () => {
    const product: RecordKey = { owner: 'P#1', type: 'P', id: '1' };
    const refer = (by: 1 | -1) => desk().commit([], { changes: [], references: [{ target: product, by }] });
    const remove = () => desk().change({ action: 'delete', key: product });

    it('are counted', async () => {
      await desk().change(insert(product));
      expect(await desk().store.references(product)).toBe(0);
      for (const by of [1, 1, 1, -1] as const) await refer(by);
      expect(await desk().store.references(product)).toBe(2);
      const twice = [
        { target: product, by: 1 },
        { target: product, by: 1 },
      ] as const;
      await desk().commit([], { changes: [], references: twice });
      expect(await desk().store.references(product)).toBe(4);
    });

    it('keep a record from being deleted, until the last is gone', async () => {
      await desk().change(insert(product));
      await refer(1);
      await refer(1);
      await expectCode(remove(), 'INTERNAL');
      await refer(-1);
      await expectCode(remove(), 'INTERNAL');
      await refer(-1);
      await remove();
      expect(await desk().fieldsOf(product)).toBeUndefined();
    });

    it('need the record to be there', async () => {
      await expectCode(refer(1), 'INTERNAL');
      await desk().change(insert(product));
      await remove();
      await expectCode(refer(1), 'INTERNAL');
      await desk().change(insert(product));
      await refer(1);
      expect(await desk().store.references(product)).toBe(1);
      await expectCode(remove(), 'INTERNAL');
    });

    it('can begin and end in the plan that inserts or deletes the record', async () => {
      await desk().commit([product.owner], {
        changes: [insert(product)],
        references: [{ target: product, by: 1 }],
      });
      expect(await desk().store.references(product)).toBe(1);
      const changes: Change[] = [{ action: 'delete', key: product }];
      await desk().commit([product.owner], { changes, references: [{ target: product, by: -1 }] });
      expect(await desk().store.references(product)).toBe(0);
    });

    it('lose no race against a delete', async () => {
      await desk().change(insert(product));
      let calls = 0;
      const late = desk().store.commit(desk().options(['A']), {
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
      expect(await desk().fieldsOf(order('A', 1))).toBeUndefined();
    });

    it('win the race in which they are first', async () => {
      await desk().change(insert(product));
      let calls = 0;
      const late = desk().store.commit(desk().options([product.owner]), {
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
      expect(await desk().fieldsOf(product)).toEqual({ id: '1' });
    });
  });

  describe('new ids', () => {
    const take = async (count: number): Promise<bigint> => {
      let first = 0n;
      await desk().store.commit(desk().options([]), {
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
      desk().time.now += 1;
      expect(await take(1)).toBeGreaterThan(first + 4n);
    });

    it('never overlap, in one plan or in many at the same millisecond', async () => {
      desk().test.random = 0;
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
      await desk().store.commit(desk().options(['A']), {
        plan: async ({ newIds }) => {
          calls += 1;
          return { changes: [insert(order('A', 1))], ids: [calls === 1 ? stale : newIds(1)] };
        },
        answer: ticksOf,
      });
      expect(calls).toBe(2);
    });
  });
}
