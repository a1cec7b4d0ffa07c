import fc from 'fast-check';
import { eventTimestamp } from '../../lambda/domain/timestamp.ts';
import { TIMESTAMP } from '../../lambda/model/field-shapes.ts';
import { validate } from '../../lambda/model/validate.ts';

describe('eventTimestamp', () => {
  it('writes a time as the samples do', () => {
    expect(eventTimestamp(Date.UTC(2020, 8, 20, 22, 21, 39, 978))).toBe('2020-09-20 22:21:39.978+00');
  });

  it('always has three digits of milliseconds, and sorts as time does', () => {
    expect(eventTimestamp(0)).toBe('1970-01-01 00:00:00.000+00');
    const time = fc.integer({ min: 0, max: Date.UTC(2999, 0) });
    fc.assert(
      fc.property(time, time, (a, b) => {
        expect(validate(TIMESTAMP, eventTimestamp(a))).toEqual([]);
        expect(eventTimestamp(a) < eventTimestamp(b)).toBe(a < b);
      }),
    );
  });
});
