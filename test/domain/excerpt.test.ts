import fc from 'fast-check';
import { EXCERPT_LENGTH, excerptOf } from '../../lambda/domain/excerpt.ts';

describe('an excerpt', () => {
  it.each([
    ['plain', 'plain'],
    ['  two\r\n\tlines ', 'two lines'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['a\u0000b\u0007c', 'a b c'],
    ['left\u202eright\u200b', 'left right'],
    ['Zoë €5 — 漢字 😀', 'Zoë €5 — 漢字 😀'],
    ['\ufffd', '\ufffd'],
    ['', ''],
    ['\u0000\u0001', ''],
  ])('of %j is %j', (text, expected) => {
    expect(excerptOf(text)).toBe(expected);
  });

  it('has 256 characters at the most, whole ones, and all of them can be printed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const excerpt = excerptOf(text);
        expect([...excerpt].length).toBeLessThanOrEqual(EXCERPT_LENGTH);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(excerpt).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('of a long text is its beginning', () => {
    expect(excerptOf('😀'.repeat(300))).toBe('😀'.repeat(256));
  });
});
