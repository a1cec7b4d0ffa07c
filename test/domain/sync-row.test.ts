import fc from 'fast-check';
import { LANES, laneOf } from '../../lambda/domain/sync-row.ts';

describe('the lane of a customer', () => {
  // FNV-1a, 32 bits: test vectors of its specification (draft-eastlake-fnv, appendix), modulo 64.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['foobar', 0xbf9cf968],
  ])('is that of FNV-1a: %j', (text, hash) => {
    expect(laneOf(text)).toBe(hash % 64);
  });

  it('is one of the lanes, and always the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (customer) => {
        const lane = laneOf(customer);
        expect(Number.isInteger(lane) && lane >= 0 && lane < LANES).toBe(true);
        expect(laneOf(customer)).toBe(lane);
      }),
    );
  });

  it('spreads customers whose ids follow each other evenly', () => {
    const counts = new Array<number>(LANES).fill(0);
    for (let id = 0; id < 6_400; id += 1) {
      const lane = laneOf(`${26_764_000 + id}`);
      counts[lane] = (counts[lane] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(Math.max(...counts)).toBeLessThan(140);
  });
});
