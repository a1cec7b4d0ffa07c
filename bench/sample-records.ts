import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AttributeValue, Image, StreamRecord } from '../lambda/event-publisher/contract.ts';

const LARGE_ID = 77405618597879000n;
const SAMPLES = path.join(import.meta.dirname, '../test/data');

function attributeOf(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  if (JSON.isRawJSON(value)) return { N: value.rawJSON };
  return Array.isArray(value) ? { L: value.map(attributeOf) } : { S: String(value) };
}

/** A sample event as the item whose event it is. */
function sampleItem(name: string): Image {
  const text = readFileSync(path.join(SAMPLES, `om-plus-${name}.event.json`), 'utf8');
  const exact = (_: string, value: unknown, { source }: { source: string }) =>
    typeof value === 'number' ? JSON.rawJSON(source) : value;
  const { _action, ...fields }: Record<string, unknown> = JSON.parse(text, exact as never);
  const stamps = { _tick: { N: '41' }, _transaction_id: { S: '0192f7c5-8f0e-7aa1-b7f5-6a0d3b6b2f6e' } };
  return {
    ...Object.fromEntries(Object.entries(fields).map(([label, value]) => [label, attributeOf(value)])),
    ...stamps,
  };
}

const many = <Value>(count: number, make: (index: number) => [string, Value]): Record<string, Value> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));

const id = (index: number): AttributeValue => ({ N: String(LARGE_ID + BigInt(index)) });

/** The sample's order item with attributes of one's own: 60 in all, ids, nulls, texts of up to 180 characters, a map. */
function wideItem(): Image {
  const item = sampleItem('decomposed-order-item');
  const custom = many(58 - Object.keys(item).length, (index) => {
    const text = { S: `value ${index} ${'of some length '.repeat(index % 13)}` };
    return [
      `Custom Attribute ${index}`,
      index % 5 === 0 ? id(index) : index % 7 === 0 ? { NULL: true } : text,
    ];
  });
  const characteristics = { M: many(12, (index) => [`CHARACTERISTIC_${index}`, { S: `setting ${index}` }]) };
  return {
    ...item,
    ...custom,
    'Characteristic Values': characteristics,
    Notes: { S: 'A note with words. '.repeat(40) },
  };
}

/** The same with 440 attributes more, 700 source items, 200 nested characteristics and texts of 36 kB. */
function hugeItem(): Image {
  const fields = many(440, (index): [string, AttributeValue] => [
    `Field ${index}`,
    index % 3 === 0
      ? id(index)
      : { S: `value ${index} of the field that bears this name, and some more words` },
  ]);
  const nested = many(200, (index): [string, AttributeValue] => [
    `CHARACTERISTIC_${index}`,
    { M: { value: { S: `setting number ${index}` }, sequence: { N: String(index) } } },
  ]);
  return {
    ...wideItem(),
    ...fields,
    'Source Order Items': { L: Array.from({ length: 700 }, (_, index) => id(index)) },
    Characteristics: { M: nested },
    Description: { S: 'A long description, with words and no end in sight. '.repeat(240) },
    Terms: { S: 'Terms and conditions, as a lawyer would have them. '.repeat(470) },
  };
}

/** Items from the smallest that is usual to one of many attributes and long texts. */
export const SAMPLE_ITEMS: Readonly<Record<'16 fields' | '60 fields' | '500 fields', Image>> = {
  '16 fields': sampleItem('order'),
  '60 fields': wideItem(),
  '500 fields': hugeItem(),
};

/** A batch's event as JSON text, the way the runtime gets it: `ownerOf` says whose each record is. */
export function batchText(count: number, image: Image, ownerOf: (index: number) => string): string {
  const records = Array.from({ length: count }, (_, index): StreamRecord & Record<string, unknown> => ({
    eventID: index.toString(16).padStart(32, '0'),
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    dynamodb: {
      ApproximateCreationDateTime: 1_795_330_800,
      SequenceNumber: String(100000000000000000000000n + BigInt(index)),
      NewImage: { _owner: { S: ownerOf(index) }, _key: { S: `Order#${index}` }, ...image },
    },
  }));
  return JSON.stringify({ Records: records });
}
