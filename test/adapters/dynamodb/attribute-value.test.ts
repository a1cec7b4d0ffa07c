import fc from 'fast-check';
import { fromAttribute, fromItem, toItem } from '../../../lambda/adapters/dynamodb/attribute-value.ts';
import { itemDepth, itemSize } from '../../../lambda/adapters/dynamodb/item-size.ts';
import { exactNumber, type JsonObject, type JsonValue, stringifyJson } from '../../../lambda/domain/json.ts';
import { parseJson } from '../../../lambda/domain/parse-json.ts';

describe('attributes', () => {
  it('are of the types that DynamoDB has for JSON', () => {
    const json = parseJson('{"s":"a","n":77405618597879914,"t":true,"x":null,"l":[1,[]],"m":{"k":-20.00}}');
    expect(toItem(json as JsonObject)).toEqual({
      s: { S: 'a' },
      n: { N: '77405618597879914' },
      t: { BOOL: true },
      x: { NULL: true },
      l: { L: [{ N: '1' }, { L: [] }] },
      m: { M: { k: { N: '-20.00' } } },
    });
  });

  it('give back any JSON, digit for digit', () => {
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.constant(null),
        fc.bigInt(1n - 10n ** 38n, 10n ** 38n - 1n).map(exactNumber),
        fc
          .double({ noNaN: true, noDefaultInfinity: true })
          // Those with a power of ten keep their value, not their notation: see storableNumber.
          .filter((number) => !String(number).includes('e'))
          .map((number) => JSON.rawJSON(JSON.stringify(number))),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (json) => {
        expect(stringifyJson(fromItem(toItem({ json })))).toBe(stringifyJson({ json }));
      }),
    );
  });

  it('of the types that JSON lacks come as the event stream has them', () => {
    expect(fromAttribute({ SS: ['a', 'b'] })).toEqual(['a', 'b']);
    expect(fromAttribute({ NS: ['4412964684870431366'] })).toEqual([exactNumber('4412964684870431366')]);
    expect(fromAttribute({ B: new Uint8Array([1, 2, 255]) })).toBe('AQL/');
    expect(fromAttribute({ BS: [new Uint8Array([1])] })).toEqual(['AQ==']);
  });

  it('of a type that nobody knows are an error', () => {
    expect(() => fromAttribute({ $unknown: ['Z', 1] })).toThrow(TypeError);
  });
});

describe('the size of an item', () => {
  // Developer Guide, "DynamoDB item sizes and formats".
  it('is that of its names and values', () => {
    expect(itemSize({ é: { S: '💧' } })).toBe(2 + 4);
    expect(itemSize({ a: { NULL: true }, b: { BOOL: false } })).toBe(4);
    expect(itemSize({ a: { B: new Uint8Array(100) } })).toBe(101);
    expect(itemSize({ a: { L: [{ S: 'xyz' }, { M: { k: { S: 'v' } } }] } })).toBe(
      1 + 3 + (1 + 3) + (1 + 3 + 1 + 2),
    );
  });

  it('is never too small for a number', () => {
    for (const digits of ['1', '-12', '1234567890123', '-0.00001']) {
      const significant = digits.replace(/^-?0?\.?0*/, '').replace('-', '').length;
      expect(itemSize({ n: { N: digits } })).toBeGreaterThanOrEqual(1 + Math.ceil(significant / 2) + 1);
    }
    expect(itemSize({ n: { N: '-'.padEnd(39, '9') } })).toBe(22);
  });

  it('knows how deep it goes', () => {
    expect(itemDepth({ a: { S: 'x' } })).toBe(0);
    expect(itemDepth({ a: { S: 'x' }, b: { M: { c: { L: [] } } } })).toBe(2);
  });
});
