import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import type {
  AttributeValue,
  EventFormat,
  Image,
  StreamRecord,
} from '../../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../../lambda/event-publisher/json-bytes.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import { anyImage, imageOf } from '../support/attribute-values.ts';
import { streamRecord } from '../support/stream-records.ts';

function render(record: StreamRecord, format: EventFormat = 'event'): string | undefined {
  const json = new JsonBytes(16);
  const rendered = new EventRenderer({ format, source: 'millrace/test' }).render(record, json);
  return rendered ? json.buffer.toString('utf8', 0, json.length) : undefined;
}

const textOf = (record: StreamRecord) => render(record) ?? '';
const eventOf = (record: StreamRecord): Record<string, unknown> => JSON.parse(textOf(record));

/** What the event must be, said again as slowly and plainly as can be. */
function plain(value: AttributeValue): unknown {
  if (value.M) return Plain.object(Object.entries(value.M).map(([key, member]) => [key, plain(member)]));
  if (value.L) return value.L.map(plain);
  if (value.N !== undefined) return JSON.rawJSON(value.N);
  if (value.NS) return value.NS.map((digits) => JSON.rawJSON(digits));
  return value.NULL ? null : (value.S ?? value.BOOL ?? value.B ?? value.SS ?? value.BS);
}

/** An object that keeps every key, `__proto__` too. */
const Plain = {
  object: (entries: [string, unknown][]) =>
    entries.reduce(
      (object, [key, value]) => Object.defineProperty(object, key, { value, enumerable: true }),
      {},
    ),
};

function outer(value: AttributeValue): unknown {
  if (value.M) return JSON.stringify(plain(value));
  return value.L ? value.L.map(outer) : plain(value);
}

function expectedEvent(image: Image, stamps: Record<string, unknown>): string {
  const hidden = ['_owner', '_key', '_deleted', '_expires', '_id_suffixes', ...Object.keys(stamps)];
  const fields = Object.entries(image)
    .filter(([label]) => !hidden.includes(label))
    .map(([label, value]): [string, unknown] => [label, outer(value)]);
  const members = [...fields, ...Object.entries(stamps)];
  return `{${members.map(([label, value]) => `${JSON.stringify(label)}:${JSON.stringify(value)}`).join(',')}}`;
}

describe('rendering a stream record', () => {
  it.each(['order', 'sales-order-item', 'decomposed-order-item'])(
    'gives the sample event of the %s again, digit for digit',
    (name) => {
      const text = readFileSync(join(__dirname, `../data/om-plus-${name}.event.json`), 'utf8');
      const sample = parseJson(text) as Record<string, never>;
      const { _action, ...fields } = sample;
      const newImage = { ...imageOf(fields), _tick: { N: '41' }, _transaction_id: { S: 't-1' } };
      const event = parseJson(textOf(streamRecord({ newImage, position: 7 })));
      expect(JSON.stringify(event)).toBe(
        JSON.stringify({
          ...fields,
          _action,
          _event_id: '00000000000000000000000000000007',
          _transaction_id: 't-1',
          _tick: JSON.rawJSON('41'),
        }),
      );
    },
  );

  it('keeps every attribute of any type, key and value exactly, of records that the model does not know', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        // As the Lambda runtime does: the event has been through JSON once.
        const record: StreamRecord = JSON.parse(JSON.stringify(streamRecord({ newImage: image })));
        const parsed = record.dynamodb?.NewImage as Image;
        const stamps = {
          _action: 'insert',
          _event_id: record.eventID,
          _transaction_id: parsed._transaction_id ? outer(parsed._transaction_id) : null,
          _tick: parsed._tick ? outer(parsed._tick) : null,
        };
        expect(render(record)).toBe(expectedEvent(parsed, stamps));
      }),
      { numRuns: 3000 },
    );
  });

  it('gives the same bytes for the same record, whatever was rendered before', () => {
    fc.assert(
      fc.property(fc.array(anyImage, { minLength: 2, maxLength: 5 }), (images) => {
        const renderer = new EventRenderer({ format: 'event', source: 's' });
        const json = new JsonBytes(1);
        for (const newImage of [...images, ...images.toReversed()]) {
          json.length = 0;
          renderer.render(streamRecord({ newImage }), json);
          expect(json.buffer.toString('utf8', 0, json.length)).toBe(textOf(streamRecord({ newImage })));
        }
      }),
    );
  });

  it('writes texts of every length around the width of a word, clean or not', () => {
    for (let length = 0; length < 40; length++) {
      for (const odd of ['', '"', '\\', '\n', '\u007f', 'é', '€', '😀', '\udfff', '\u001f', '\u0080', 'Ł']) {
        for (const text of [`${'a'.repeat(length)}${odd}`, `${odd}${'~'.repeat(length)}`]) {
          const newImage = { Name: { S: text }, Inner: { M: { Name: { S: text } } } };
          const event = eventOf(streamRecord({ newImage }));
          expect(event.Name).toBe(text);
          expect(JSON.parse(String(event.Inner))).toEqual({ Name: text });
        }
      }
    }
  });

  it('tells of a removal by another writer with the last known fields, and of nobody who stamped it', () => {
    const event = eventOf(streamRecord({ eventName: 'REMOVE', oldImage: { Name: { S: 'n' } } }));
    expect(event).toEqual({
      Name: 'n',
      _action: 'delete',
      _event_id: '00000000000000000000000000000001',
      _transaction_id: null,
      _tick: null,
    });
  });

  const deleted = { _deleted: { BOOL: true }, _expires: { N: '1795417200' } };
  it.each<[string, string | undefined, Parameters<typeof streamRecord>[0]]>([
    ['a new record', 'insert', { eventName: 'INSERT' }],
    ['a changed record', 'update', { eventName: 'MODIFY' }],
    ['a record that is marked as deleted', 'delete', { eventName: 'MODIFY', newImage: deleted }],
    ['a record written over a deleted one', 'insert', { eventName: 'MODIFY', oldImage: deleted }],
    ['a record stored as deleted', 'delete', { eventName: 'INSERT', newImage: deleted }],
    ['the removal of a deleted record', undefined, { eventName: 'REMOVE', oldImage: deleted }],
  ])('calls %s: %s', (_what, action, options) => {
    const text = render(streamRecord(options));
    expect(text === undefined ? undefined : JSON.parse(text)._action).toBe(action);
    expect(text ?? '').not.toContain('_deleted');
    expect(text ?? '').not.toContain('_expires');
  });

  it('does not let a foreign record speak for the house', () => {
    const event = textOf(streamRecord({ newImage: { _action: { S: 'delete' }, _event_id: { S: 'x' } } }));
    expect(event.match(/"_action"/g)).toHaveLength(1);
    expect(JSON.parse(event)).toMatchObject({
      _action: 'insert',
      _event_id: '00000000000000000000000000000001',
    });
  });

  it.each<[string, StreamRecord]>([
    ['a number that is none', streamRecord({ newImage: { A: { N: '0x10' } } })],
    ['a number with a leading zero', streamRecord({ newImage: { A: { N: '007' } } })],
    ['an empty number', streamRecord({ newImage: { A: { N: '' } } })],
    ['no number, deep inside', streamRecord({ newImage: { A: { M: { B: { L: [{ N: 'NaN' }] } } } } })],
    ['an attribute of no type', streamRecord({ newImage: { A: {} } })],
    ['a text that is none', streamRecord({ newImage: { A: { S: 5 as never } } })],
    ['no image', { ...streamRecord(), dynamodb: {} }],
    ['no event name', { ...streamRecord(), eventName: undefined as never }],
    ['no id', { ...streamRecord(), eventID: '' }],
  ])('has no event for %s', (_what, record) => {
    expect(() => render(record)).toThrow(expect.objectContaining({ name: 'Unrenderable' }));
  });
});

describe('rendering as a CloudEvent', () => {
  const envelopeOf = (record: StreamRecord) => JSON.parse(render(record, 'cloudevents') ?? '');
  const fields = {
    'Object Type': { S: 'Order Item' },
    Modified: { S: '2020-09-20 22:21:39.978+00' },
  };

  it('wraps the same event in the attributes of CloudEvents 1.0', () => {
    const record = streamRecord({ newImage: fields, position: 10 });
    expect(envelopeOf(record)).toEqual({
      specversion: '1.0',
      id: '0000000000000000000000000000000a',
      source: 'millrace/test',
      type: 'millrace.order_item.insert',
      subject: 'Order#10',
      time: '2020-09-20T22:21:39.978Z',
      datacontenttype: 'application/json',
      partitionkey: '0012x000004xuvq',
      data: eventOf(record),
    });
    expect(render(record, 'cloudevents')).toContain(`"data":${textOf(record)}}`);
  });

  it.each<[string, string, Parameters<typeof streamRecord>[0]]>([
    ['the stream, when the record has none', '2026-11-22T07:00:00.000Z', {}],
    [
      'the stream, when the record was removed',
      '2026-11-22T07:00:00.000Z',
      { eventName: 'REMOVE', oldImage: fields },
    ],
    [
      'the stream, when the text is no time',
      '2026-11-22T07:00:00.000Z',
      { newImage: { Modified: { S: '2020-99-20 22:21:39.978+00' } } },
    ],
    [
      'the record, in another zone',
      '2020-09-20T22:21:39-05:00',
      { newImage: { Modified: { S: '2020-09-20 22:21:39-05' } } },
    ],
  ])('takes the time from %s', (_what, time, options) => {
    expect(envelopeOf(streamRecord(options)).time).toBe(time);
  });

  it('names records of no object type', () => {
    expect(envelopeOf(streamRecord({ newImage: { 'Object Type': { S: '!!' } } })).type).toBe(
      'millrace.record.insert',
    );
  });
});
