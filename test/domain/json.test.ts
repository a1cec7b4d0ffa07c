import fc from 'fast-check';
import {
  childPointer,
  exactNumber,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  stringifyJson,
} from '../../lambda/domain/json.ts';
import { anyText } from '../support/arbitrary-json.ts';

describe('the kinds of JSON values', () => {
  it('tells numbers, objects and lists apart', () => {
    const number = exactNumber('1.50');
    const values = [number, {}, [], null, 'text', true, undefined];
    expect(values.map((value) => isJsonNumber(value))).toEqual([true, ...Array(6).fill(false)]);
    expect(values.map((value) => isJsonObject(value))).toEqual([false, true, ...Array(5).fill(false)]);
    expect(values.map((value) => isJsonArray(value))).toEqual([false, false, true, ...Array(4).fill(false)]);
  });

  it('does not take raw texts or words for numbers', () => {
    for (const raw of ['"1"', 'true', 'null']) expect(isJsonNumber(JSON.rawJSON(raw))).toBe(false);
  });
});

describe('exactNumber', () => {
  it('keeps the digits of texts, big and plain numbers', () => {
    expect(stringifyJson([exactNumber('-20.00'), exactNumber(77405618597879914n), exactNumber(7)])).toBe(
      '[-20.00,77405618597879914,7]',
    );
  });

  it.each(['', 'x', '"1"', 'null', '01', '1,2', '{}'])('refuses %j', (text) => {
    expect(() => exactNumber(text)).toThrow(SyntaxError);
  });

  it('refuses what is no JSON number', () => {
    expect(() => exactNumber(Number.NaN)).toThrow(SyntaxError);
  });
});

describe('childPointer', () => {
  it('escapes as RFC 6901 says', () => {
    expect(childPointer('', 'a/b')).toBe('/a~1b');
    expect(childPointer('/x', 'm~n')).toBe('/x/m~0n');
    expect(childPointer('/x', '~1')).toBe('/x/~01');
    expect(childPointer('/x', 0)).toBe('/x/0');
    expect(childPointer('/x', '')).toBe('/x/');
  });

  it('lets no two keys have the same pointer, and loses none', () => {
    fc.assert(
      fc.property(anyText(), (key) => {
        const step = childPointer('', key).slice(1);
        expect(step).not.toContain('/');
        expect(step.replaceAll('~1', '/').replaceAll('~0', '~')).toBe(key);
      }),
    );
  });
});
