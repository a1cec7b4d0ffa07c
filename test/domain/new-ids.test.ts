import fc from 'fast-check';
import { idSlots, idSource } from '../../lambda/domain/new-ids.ts';

describe('new ids', () => {
  it('say when they were made: a hundredth of a millisecond since 2020, and a number in it', () => {
    const newIds = idSource(() => 0.42);
    const now = Date.UTC(2020, 0, 1) + 217_000_000_123;
    expect(newIds(now, 1)).toEqual({ first: 21_700_000_012_342_000n, count: 1 });
  });

  it('have 17 digits from 2024 until 2051', () => {
    const digits = (year: number) => idSource(() => 0.999)(Date.UTC(year, 6, 1), 1).first.toString().length;
    expect([digits(2024), digits(2026), digits(2051)]).toEqual([17, 17, 17]);
  });

  it('of one source never overlap, and grow', () => {
    const step = fc.record({
      ms: fc.nat(2),
      count: fc.integer({ min: 1, max: 3000 }),
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let [now, random, after] = [Date.UTC(2026, 0, 1), 0, 0n];
        const newIds = idSource(() => random);
        for (const next of steps) {
          now += next.ms;
          random = next.random;
          const { first, count } = newIds(now, next.count);
          expect(first).toBeGreaterThanOrEqual(after);
          after = first + BigInt(count);
        }
      }),
    );
  });

  it('take up a slot a thousand', () => {
    expect(idSlots({ first: 5000n, count: 1 })).toEqual([5n]);
    expect(idSlots({ first: 5000n, count: 1000 })).toEqual([5n]);
    expect(idSlots({ first: 5000n, count: 1001 })).toEqual([5n, 6n]);
  });
});
