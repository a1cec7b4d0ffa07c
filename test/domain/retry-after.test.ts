import fc from 'fast-check';
import { retryAfterMs } from '../../lambda/domain/retry-after.ts';

// RFC 9110, 5.6.7: one time in its three forms.
const NOW = Date.UTC(1994, 10, 6, 8, 49, 0);
const limits = { now: NOW, maxMs: 60_000 };

describe('Retry-After', () => {
  it.each([
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
    ' Sun, 06 Nov 1994 08:49:37 GMT ',
  ])('may be a date: %s', (header) => {
    expect(retryAfterMs(header, limits)).toBe(37_000);
  });

  it('may be a date that is past, or far away', () => {
    expect(retryAfterMs('Sat, 05 Nov 1994 08:49:37 GMT', limits)).toBe(0);
    expect(retryAfterMs('Mon, 06 Nov 2094 08:49:37 GMT', limits)).toBe(60_000);
  });

  it('may be seconds, never more than the most', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (seconds) => {
        const expected = seconds * 1000n > 60_000n ? 60_000 : Number(seconds) * 1000;
        expect(retryAfterMs(`${seconds}`, limits)).toBe(expected);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    'soon',
    '60 s',
    '1994-11-06T08:49:37Z',
    'Sun, 99 Xxx 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 +0100',
  ])('is not guessed at: %j', (header) => {
    expect(retryAfterMs(header, limits)).toBeUndefined();
  });
});
