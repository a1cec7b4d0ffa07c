import { exactNumber, stringifyJson } from '../../../lambda/domain/json.ts';
import { DAY, expectCode, insert, order, type RecordStoreDesk, SECOND, ticksOf } from './desk.ts';

/** What an idempotency key promises. */
export function describeIdempotency(desk: () => RecordStoreDesk): void {
  describe('an idempotency key', () => {
    const idempotency = { key: 'k1', fingerprint: 'f1' };

    it('gives the first answer again, and nothing happens a second time', async () => {
      const first = await desk().commit(['A'], { changes: [insert(order('A', 1))] }, { idempotency });
      const steps = { plan: jest.fn(), answer: jest.fn() };
      const second = await desk().store.commit(desk().options(['A'], { idempotency }), steps);
      expect(first).toEqual({ answer: { ticks: ['1'] }, replayed: false });
      expect(second).toEqual({ answer: { ticks: ['1'] }, replayed: true });
      expect(steps.plan).not.toHaveBeenCalled();
    });

    it('is refused with another request', async () => {
      await desk().commit(['A'], { changes: [insert(order('A', 1))] }, { idempotency });
      const other = { key: 'k1', fingerprint: 'f2' };
      await expectCode(
        desk().commit(['A'], { changes: [insert(order('A', 2))] }, { idempotency: other }),
        'IDEMPOTENCY_KEY_REUSED',
      );
    });

    it('is kept for a day', async () => {
      await desk().commit(['A'], { changes: [insert(order('A', 1))] }, { idempotency });
      desk().time.now += DAY - SECOND;
      expect((await desk().commit(['A'], { changes: [] }, { idempotency })).replayed).toBe(true);
      desk().time.now += 3 * SECOND;
      const later = { key: 'k1', fingerprint: 'f2' };
      const again = await desk().commit(['A'], { changes: [insert(order('A', 2))] }, { idempotency: later });
      expect(again).toEqual({ answer: { ticks: ['2'] }, replayed: false });
    });

    it('is kept for a command that changes nothing', async () => {
      await desk().commit(['A'], { changes: [] }, { idempotency });
      const again = await desk().commit(['A'], { changes: [insert(order('A', 1))] }, { idempotency });
      expect(again).toEqual({ answer: { ticks: [] }, replayed: true });
    });

    it('is not used up by a command that fails', async () => {
      const failing = { plan: () => Promise.reject(new Error('no')), answer: ticksOf };
      await expect(desk().store.commit(desk().options(['A'], { idempotency }), failing)).rejects.toThrow(
        'no',
      );
      expect((await desk().commit(['A'], { changes: [] }, { idempotency })).replayed).toBe(false);
    });

    it('sent five times at once has its command happen once', async () => {
      const plan = { changes: [insert(order('A', 1))] };
      const all = await Promise.all(
        Array.from({ length: 5 }, () => desk().commit(['A'], plan, { idempotency })),
      );
      expect(all.map(({ answer }) => answer)).toEqual(Array(5).fill({ ticks: ['1'] }));
      expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    });

    it('gives back an answer of a megabyte, number for number', async () => {
      const noise = Array.from({ length: 100_000 }, () => Math.random().toString(36).slice(2, 13)).join('');
      const big = { id: exactNumber('4412964684870431366'), noise };
      const steps = { plan: async () => ({ changes: [insert(order('A', 1))] }), answer: () => big };
      await desk().store.commit(desk().options(['A'], { idempotency }), steps);
      const again = await desk().store.commit(desk().options(['A'], { idempotency }), steps);
      expect(stringifyJson(again.answer)).toBe(stringifyJson(big));
      expect(again.replayed).toBe(true);
    });
  });
}
