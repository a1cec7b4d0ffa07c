import type { CommitPlan } from '../../../lambda/domain/commit.ts';
import { exactNumber, stringifyJson } from '../../../lambda/domain/json.ts';
import type { Change, RecordKey } from '../../../lambda/domain/record.ts';
import { expectCode, insert, order, type RecordStoreDesk, SECOND, ticksOf } from './desk.ts';

/** Plans that take more than one transaction, and many commands at once. */
export function describeLargePlans(desk: () => RecordStoreDesk): void {
  describe('a plan larger than one transaction', () => {
    const many = (owner: string, count: number, from = 0): Change[] =>
      Array.from({ length: count }, (_, index) =>
        insert(order(owner, 1000 + from + index), { id: `${index}` }),
      );
    const idsOf = async (owner: string): Promise<number> =>
      (await desk().store.recordsBetween({ owner, type: 'Order', first: 1000n, last: 9999n })).length;

    it('is applied whole, with ticks, names and references', async () => {
      const product: RecordKey = { owner: 'P#1', type: 'P', id: '1' };
      await desk().change(insert(product));
      await desk().change(insert(order('A', 1)), insert(order('A', 2)));
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
      const { answer } = await desk().commit(['A', 'B', 'C'], plan, { idempotency });
      const ticks = [
        ...Array.from({ length: 152 }, (_, i) => `${i + 3}`),
        ...Array.from({ length: 100 }, (_, i) => `${i + 1}`),
      ];
      expect(answer).toEqual({ ticks });
      expect([await idsOf('A'), await idsOf('B')]).toEqual([150, 100]);
      expect(await desk().fieldsOf(order('A', 1))).toBeUndefined();
      expect(await desk().fieldsOf(order('A', 2))).toEqual({ id: '2', State: 'superseded' });
      expect(await desk().tickOf(order('B', 1099))).toBe('100');
      expect((await desk().store.names([{ kind: 'Order', name: 'n149' }]))[0]?.value).toEqual({
        index: exactNumber(149),
      });
      expect(await desk().store.references(product)).toBe(1);
      expect(await desk().commit(['A', 'B'], plan, { idempotency })).toEqual({ answer, replayed: true });
      const next = await desk().change(insert(order('A', 3)), insert(order('B', 3)), insert(order('C', 3)));
      expect(next.answer).toEqual({ ticks: ['155', '101', '1'] });
    });

    it('is applied whole when it is few records of many bytes', async () => {
      const changes = Array.from({ length: 20 }, (_, index) =>
        insert(order('A', 1000 + index), { text: `${index} ${'é'.repeat(150_000)}` }),
      );
      await desk().commit(['A'], { changes });
      expect(await idsOf('A')).toBe(20);
    });

    it('leaves nothing behind when it goes against what stands', async () => {
      await desk().change(insert(order('A', 1100), { id: 'there' }));
      const name = { kind: 'Order', name: 'x' };
      const names = [{ action: 'claim', ...name, owner: 'A', value: {} } as const];
      await expectCode(
        desk().commit(['A', 'B'], { changes: [...many('A', 150), ...many('B', 5)], names }),
        'INTERNAL',
      );
      expect([await idsOf('A'), await idsOf('B')]).toEqual([1, 0]);
      expect(await desk().store.names([name])).toEqual([undefined]);
      expect((await desk().commit(['A'], { changes: many('A', 50, 500), names })).answer).toMatchObject({
        ticks: expect.arrayContaining(['2', '51']),
      });
    });

    it('leaves nothing behind when one record is too large', async () => {
      const changes = [...many('A', 150), insert(order('A', 'huge'), { text: 'x'.repeat(400_000) })];
      await expectCode(desk().commit(['A'], { changes }), 'RECORD_TOO_LARGE');
      expect(await idsOf('A')).toBe(0);
    });

    it('is made anew when another command was faster', async () => {
      let calls = 0;
      const { answer } = await desk().store.commit(desk().options(['A']), {
        plan: async () => {
          calls += 1;
          if (calls === 1) await desk().change(insert(order('A', 1)));
          return { changes: many('A', 120) };
        },
        answer: ({ changes }) => ({ last: changes.at(-1)?.tick ?? '' }),
      });
      expect({ calls, answer }).toEqual({ calls: 2, answer: { last: '121' } });
    });

    it('never loses against, nor disturbs, others at the same time', async () => {
      const large = (index: number) => desk().commit(['A', 'B'], { changes: many('A', 110, index * 200) });
      const small = (index: number) => desk().change(insert(order('A', 9000 + index)));
      const all = await Promise.all([large(0), small(0), large(1), small(1), small(2)]);
      const ticks = all.flatMap(({ answer }) => answer.ticks as string[]).map(Number);
      expect(ticks.sort((a, b) => a - b)).toEqual(Array.from({ length: 223 }, (_, index) => index + 1));
      expect(await idsOf('A')).toBe(223);
    });
  });

  describe('many commands at once', () => {
    it('on one owner all happen, and its ticks have no gap', async () => {
      const add = (index: number) =>
        desk().store.commit(desk().options(['A'], { deadline: desk().time.now + 600 * SECOND }), {
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
      expect(await desk().fieldsOf(order('A', 'sum'))).toEqual({ count: exactNumber(100) });
      expect(
        await desk().store.recordsBetween({ owner: 'A', type: 'Order', first: 1000n, last: 1999n }),
      ).toHaveLength(100);
    });
  });
}
