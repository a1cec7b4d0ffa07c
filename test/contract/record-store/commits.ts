import { AppError } from '../../../lambda/domain/app-error.ts';
import { exactNumber, stringifyJson } from '../../../lambda/domain/json.ts';
import type { Change } from '../../../lambda/domain/record.ts';
import { expectCode, insert, order, type RecordStoreDesk, SECOND, ticksOf } from './desk.ts';

/** What plans, ticks and times do. */
export function describeCommits(desk: () => RecordStoreDesk): void {
  describe('ticks', () => {
    it('count the changes of each owner, in the order of the plan', async () => {
      const { answer } = await desk().change(
        insert(order('A', 1)),
        insert(order('B', 1)),
        insert(order('A', 2)),
      );
      expect(answer).toEqual({ ticks: ['1', '1', '2'] });
      const next = await desk().change(insert(order('A', 3)), { action: 'delete', key: order('A', 1) });
      expect(next.answer).toEqual({ ticks: ['3', '4'] });
    });

    it('are told in the receipt with what was done', async () => {
      await desk().change(insert(order('A', 1)), insert(order('A', 2)), insert(order('A', 3)));
      const changes: Change[] = [
        { action: 'update', key: order('A', 1), fields: { x: 'y' } },
        { action: 'replace', key: order('A', 2), fields: {} },
        { action: 'delete', key: order('A', 3) },
      ];
      const { answer } = await desk().store.commit(desk().options(['A']), {
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
        await desk().store.commit(desk().options(['A']), {
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
      desk().time.now -= 5 * SECOND;
      expect(await at()).toBe(first);
    });
  });

  describe('a plan', () => {
    it('that throws changes nothing, and its error comes out', async () => {
      const broken = new AppError('RULE_VIOLATED', 'no');
      const steps = { plan: () => Promise.reject(broken), answer: ticksOf };
      await expect(desk().store.commit(desk().options(['A']), steps)).rejects.toBe(broken);
      expect((await desk().change(insert(order('A', 1)))).answer).toEqual({ ticks: ['1'] });
    });

    it('is made anew when another command was faster, and sees what that has done', async () => {
      await desk().change(insert(order('A', 1), { count: exactNumber(0) }));
      let calls = 0;
      const { answer } = await desk().store.commit(desk().options(['A']), {
        plan: async ({ reader }) => {
          const [record] = await reader.records([order('A', 1)]);
          calls += 1;
          if (calls === 1)
            await desk().change({ action: 'update', key: order('A', 1), fields: { count: exactNumber(7) } });
          const count = exactNumber(BigInt(stringifyJson(record?.fields.count ?? null)) + 1n);
          return { changes: [{ action: 'update', key: order('A', 1), fields: { count } }] };
        },
        answer: ticksOf,
      });
      expect({ calls, answer }).toEqual({ calls: 2, answer: { ticks: ['3'] } });
      expect(await desk().fieldsOf(order('A', 1))).toEqual({ count: exactNumber(8) });
    });

    it('is made anew when an owner that it only looks at has changed', async () => {
      let calls = 0;
      await desk().store.commit(desk().options(['A', 'B']), {
        plan: async () => {
          calls += 1;
          if (calls === 1) await desk().change(insert(order('B', 1)));
          return { changes: [insert(order('A', 1))] };
        },
        answer: ticksOf,
      });
      expect(calls).toBe(2);
    });

    it('never throws for having seen half of what another command did', async () => {
      let calls = 0;
      await desk().change(insert(order('A', 1), { v: '1' }), insert(order('A', 2), { v: '1' }));
      await desk().store.commit(desk().options(['A']), {
        plan: async ({ reader }) => {
          calls += 1;
          const [one] = await reader.records([order('A', 1)]);
          if (calls === 1)
            await desk().change(
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
      await desk().store.commit(desk().options(['A']), {
        plan: async () => {
          calls += 1;
          await desk().change(insert(order('B', calls)));
          return { changes: [insert(order('A', 1))] };
        },
        answer: ticksOf,
      });
      expect(calls).toBe(1);
    });

    it('that never gets its turn ends in CONTENTION after the deadline', async () => {
      let calls = 0;
      const never = desk().store.commit(desk().options(['A']), {
        plan: async () => {
          calls += 1;
          desk().time.now += 8 * SECOND;
          await desk().commit(['A'], { changes: [insert(order('A', `other ${calls}`))] });
          return { changes: [insert(order('A', 1))] };
        },
        answer: ticksOf,
      });
      await expect(never).rejects.toMatchObject({ code: 'CONTENTION', retryable: true });
      expect(await desk().fieldsOf(order('A', 1))).toBeUndefined();
    });

    it('that changes nothing is answered', async () => {
      expect(await desk().commit(['A'], { changes: [] })).toEqual({ answer: { ticks: [] }, replayed: false });
      expect(await desk().commit([], { changes: [] })).toEqual({ answer: { ticks: [] }, replayed: false });
    });

    it('that contradicts itself is refused', async () => {
      await expectCode(desk().change(insert(order('A', 1)), insert(order('A', 1))), 'INTERNAL');
      await expectCode(desk().commit(['A'], { changes: [insert(order('B', 1))] }), 'INTERNAL');
      const name = { kind: 'Order', name: 'x', owner: 'A', value: {} };
      const names = [{ action: 'claim', ...name } as const, { action: 'set', ...name } as const];
      await expectCode(desk().commit(['A'], { changes: [], names }), 'INTERNAL');
    });
  });
}
