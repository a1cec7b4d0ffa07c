import fc from 'fast-check';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonValue,
  stringifyJson,
} from '../../lambda/domain/json.ts';
import { JsonSyntaxError, parseJson } from '../../lambda/domain/parse-json.ts';
import { anyJson, numberText } from '../support/arbitrary-json.ts';

const STRICTNESS = /stands twice|"__proto__" is not allowed|half a surrogate pair|nested deeper than 64/;

function plain(value: JsonValue): unknown {
  if (isJsonNumber(value)) return Number(value.rawJSON);
  if (isJsonArray(value)) return value.map(plain);
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}

function failure(text: string): JsonSyntaxError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

/** What JSON.parse makes of the text; undefined when it refuses it, which no JSON text stands for. */
function native(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('parseJson', () => {
  it('keeps every number as it is written, however long', () => {
    fc.assert(
      fc.property(numberText(200), (text) => {
        expect(stringifyJson(parseJson(`[${text},{"a":${text}}]`))).toBe(`[${text},{"a":${text}}]`);
      }),
    );
  });

  it.each([
    '77405618597879914',
    '4412964684870431366',
    '18446744073709551616',
    '-20.00',
    '1E5',
    '-0',
    `0.${'1234567890'.repeat(1000)}e-12345678901234567890`,
  ])('keeps %s', (text) => {
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it('gives back any value that was written', () => {
    fc.assert(fc.property(anyJson(), (value) => expect(parseJson(stringifyJson(value))).toEqual(value)));
  });

  it('reads what JSON.parse reads, but for the digits', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), fc.constantFrom(0, 2, '\t\r\n '), (text, space) => {
        const spaced = JSON.stringify(JSON.parse(text), null, space === 0 ? '' : space);
        fc.pre(!spaced.includes('__proto__'));
        expect(plain(parseJson(` ${spaced}\n`))).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it('accepts and refuses what JSON.parse does, apart from its own strictness', () => {
    const character = fc.constantFrom(...'{}[]",:0123456789+-.eE\\/untrflas \t\n\u0000\u00a0\ufeff\ud800');
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 2 }),
      insert: fc.string({ unit: character, maxLength: 2 }),
    });
    const edited = fc
      .tuple(anyJson().map(stringifyJson), fc.array(edit, { minLength: 1, maxLength: 3 }))
      .map(([text, edits]) =>
        edits.reduce((before, { at, remove, insert }) => {
          const start = at % (before.length + 1);
          return before.slice(0, start) + insert + before.slice(start + remove);
        }, text),
      );
    fc.assert(
      fc.property(edited, (text) => {
        const expected = native(text);
        if (expected === undefined) return expect(() => parseJson(text)).toThrow(JsonSyntaxError);
        try {
          expect(plain(parseJson(text))).toEqual(expected);
        } catch (error) {
          if (!(error instanceof JsonSyntaxError)) throw error;
          expect(error.message).toMatch(STRICTNESS);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '',
    ' ',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    '0x1',
    'NaN',
    'Infinity',
    'nul',
    'True',
    'undefined',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '{"a"}',
    '{"a":}',
    '{"a" 1}',
    '[1',
    '{"a":1',
    '[1]]',
    '1 2',
    '\ufeff1',
    '\u00a01',
    '"a',
    '"\\',
    '"\\"',
    '"\\x"',
    '"\\u12g4"',
    '"\u0001"',
    '"a\nb"',
    '"\\n\n"',
  ])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(JsonSyntaxError);
  });

  it('reads every escape', () => {
    expect(parseJson('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"')).toBe('"\\/\b\f\n\r\té😀');
    expect(parseJson('["\\\\","\\\\\\"",""]')).toEqual(['\\', '\\"', '']);
  });

  it.each([
    ['without escapes', 'x'],
    ['of escapes', '\\n'],
    ['of escaped quotes', '\\"'],
    ['of escaped backslashes', '\\\\'],
    ['of escaped characters', '\\u00e9'],
    ['of pairs', '😀'],
  ])('reads a text of several megabytes %s', (_what, unit) => {
    const text = `"${unit.repeat(8_000_000 / unit.length)}"`;
    expect(parseJson(text)).toBe(JSON.parse(text));
  });

  it('says that a long text does not end', () => {
    expect(failure(`["${'\\"'.repeat(2_000_000)}`)).toMatchObject({ pointer: '/0', offset: 1 });
  });

  it('refuses a key that stands twice, also when one of them is escaped', () => {
    expect(failure('{"a":{"b":1,"c":2,"b":3}}')).toMatchObject({
      message: 'the key "b" stands twice in one object',
      pointer: '/a/b',
    });
    expect(failure('{"a":1,"\\u0061":1}').pointer).toBe('/a');
  });

  it('refuses __proto__ as a key, however it is written and wherever it stands', () => {
    expect(failure('[{"__proto__":{"admin":true}}]')).toMatchObject({
      message: 'the key "__proto__" is not allowed',
      pointer: '/0/__proto__',
    });
    expect(failure('{"\\u005f_proto__":1}').message).toContain('__proto__');
    expect(parseJson('"__proto__"')).toBe('__proto__');
  });

  it('takes keys that objects inherit as keys like any other', () => {
    const text = '{"constructor":1,"toString":2,"hasOwnProperty":null,"":3}';
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it.each(['"\\ud800"', '"\\udc00x"', '"\\udc00\\ud800"', '"\ud800"', '{"\\ud83d":1}'])(
    'refuses half a surrogate pair: %j',
    (text) => {
      expect(failure(text).message).toContain('half a surrogate pair');
    },
  );

  it('takes 64 levels and no more, unless told otherwise', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(() => parseJson(nested(64))).not.toThrow();
    expect(() => parseJson(objects(64))).not.toThrow();
    expect(failure(nested(65))).toMatchObject({ message: 'nested deeper than 64 levels', offset: 64 });
    expect(failure(objects(65)).message).toBe('nested deeper than 64 levels');
    expect(() => parseJson('[[]]', { maxDepth: 1 })).toThrow('nested deeper than 1 levels');
    expect(failure('['.repeat(5_000_000)).message).toBe('nested deeper than 64 levels');
  });

  it('says where the text went wrong', () => {
    expect(failure('{"a":[1,{"b/c":tru}]}')).toMatchObject({
      message: 'expected a value, found "t"',
      offset: 15,
      pointer: '/a/1/b~1c',
    });
    expect(failure('{"a":1')).toMatchObject({
      message: 'expected "," or "}", found the end of the text',
      offset: 6,
    });
    expect(failure('[1] x')).toMatchObject({ offset: 4, pointer: '' });
  });

  it('does not repeat what stands in a text', () => {
    expect(failure('"secret\\q"').message).not.toContain('secret');
  });
});
