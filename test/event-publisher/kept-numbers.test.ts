import fc from 'fast-check';
import { toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { isJsonObject, type JsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import type { Image } from '../../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../../lambda/event-publisher/json-bytes.ts';
import { withKeptTexts } from '../../lambda/event-publisher/kept-numbers.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import { numberTextsOf } from '../../lambda/model/number-texts.ts';
import { canonical } from '../support/canonical-item.ts';
import { streamRecord } from '../support/stream-records.ts';

const renderer = new EventRenderer({ format: 'event', source: 'millrace/test' });

function eventOf(image: Image): JsonObject {
  const json = new JsonBytes(16);
  renderer.render(streamRecord({ eventName: 'INSERT', newImage: image }), json);
  const event = parseJson(json.buffer.toString('utf8', 0, json.length));
  if (!isJsonObject(event)) throw new TypeError('no object');
  return event;
}

/** As the record store writes it, and DynamoDB gives it back. */
function stored(fields: JsonObject): Image {
  return canonical(toItem({ ...fields, ...numberTextsOf(fields) })) as unknown as Image;
}

describe('numbers of a record that keeps their texts', () => {
  it('are published as they came, in lists and in the JSON text of maps too', () => {
    const fields = parseJson(
      '{"amount":1325.00,"plain":7,"list":[1.10,[2.0]],"map":{"a/b":{"~c":[{"d":-20.00}]},"e":1E2},"zero":-0}',
    ) as JsonObject;
    expect(stored(fields).amount).toEqual({ N: '1325' });
    const { amount, plain, list, map, zero, _number_texts } = eventOf(stored(fields));
    expect(stringifyJson({ amount, plain, list, zero } as JsonObject)).toBe(
      '{"amount":1325.00,"plain":7,"list":[1.10,[2.0]],"zero":-0}',
    );
    expect(parseJson(map as string)).toEqual(fields.map);
    expect(map).toBe(stringifyJson(fields.map ?? null));
    expect(_number_texts).toBeUndefined();
  });

  it('come out of any record as they went in', () => {
    const digits = fc
      .tuple(fc.integer({ min: -9999, max: 9999 }), fc.nat(3), fc.constantFrom('', 'e2', 'E-1'))
      .map(([whole, zeros, exponent]) =>
        JSON.rawJSON(`${whole}${zeros ? `.${'0'.repeat(zeros)}` : ''}${exponent}`),
      );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        digits,
        fc.string(),
        fc.array(tie('tree'), { maxLength: 4 }),
        tie('map'),
      ),
      map: fc.dictionary(fc.constantFrom('a', 'a/b', '~1', '0', '', ' é'), tie('tree'), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const inside = value as JsonObject;
        const { map } = eventOf(stored({ map: { value: inside } }));
        expect(map).toBe(stringifyJson({ value: inside }));
      }),
    );
  });

  it.each([
    ['another value', { '/amount': { S: '1326.00' } }],
    ['no number', { '/amount': { S: '1325.00,"x":1' } }],
    ['no text', { '/amount': { N: '1325' } }],
    ['a place that is not there', { '/other/0/a': { S: '1.00' } }],
    ['no place', { amount: { S: '1325.00' } }],
  ])('are the digits of the table where another writer left %s', (_, texts) => {
    const image = { amount: { N: '1325' }, _number_texts: { M: texts } };
    expect(stringifyJson(eventOf(image).amount ?? null)).toBe('1325');
  });

  it('cost nothing where no texts are kept: the image is not even copied', () => {
    const image = { amount: { N: '1325' } };
    expect(withKeptTexts(image)).toBe(image);
  });
});
