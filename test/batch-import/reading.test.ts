import fc from 'fast-check';
import { SaxesReader } from '../../lambda/adapters/xml/saxes-reader.ts';
import type { XmlRecord } from '../../lambda/batch-import/ports.ts';
import { BUCKETS, bucketOf, Relations } from '../../lambda/batch-import/relations.ts';
import { textLines } from '../../lambda/batch-import/text-lines.ts';
import { xmlValue } from '../../lambda/batch-import/xml-value.ts';
import { stringifyJson } from '../../lambda/domain/json.ts';
import type { Shape } from '../../lambda/model/shape.ts';

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncIterable<Uint8Array> {
  let start = 0;
  for (let index = 0; start < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

async function all<Item>(few: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const some of few) items.push(...some);
  return items;
}

const SIZES = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe('lines of a text', () => {
  it('are the same however it comes in pieces, numbered from 1, empty ones left out', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'ß', '漢', '😀', ' ', '"'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        SIZES,
        fc.constantFrom('\n', '\r\n'),
        async (texts, sizes, end) => {
          const bytes = Buffer.from(texts.join(end));
          const expected = texts.flatMap((text, index) =>
            text.trim() === '' ? [] : [{ line: index + 1, text }],
          );
          expect(await all(textLines(inChunks(bytes, sizes), 1000))).toEqual(expected);
        },
      ),
    );
  });

  it('that are too long, or not UTF-8, are faults, and those around them are not', async () => {
    const bytes = Buffer.concat([
      Buffer.from('first\n'),
      Buffer.from(`${'x'.repeat(500)}\n`),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from('last'),
    ]);
    expect(await all(textLines(inChunks(bytes, [7]), 100))).toEqual([
      { line: 1, text: 'first' },
      { line: 2, fault: expect.stringContaining('longer than 100 bytes') },
      { line: 3, fault: 'is not UTF-8' },
      { line: 4, text: 'last' },
    ]);
  });
});

describe('an XML document', () => {
  const reader = new SaxesReader({ maxBytes: 100_000, maxDepth: 5 });
  const read = async (text: string | Uint8Array, sizes: readonly number[] = [1_000_000]) =>
    all(reader.records(inChunks(Buffer.from(text), sizes), (name) => name === 'Customer'));
  const nameOf = (record: XmlRecord | undefined) =>
    record !== undefined && 'element' in record ? record.element.name : record?.fault;

  it('is the same however it comes in pieces', async () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n<!-- all -->\n<c:Customers xmlns:c="urn:x">
  <c:Customer Action="Add"><orgName>Bäcker &amp; Söhne &#x1F600;</orgName><note><![CDATA[<b>]]></note></c:Customer>
  <Customer/>\n</c:Customers>\n`;
    const whole = await read(text);
    expect(whole).toEqual([
      {
        line: 4,
        element: {
          name: 'Customer',
          attributes: { Action: 'Add' },
          text: '',
          children: [
            { name: 'orgName', attributes: {}, children: [], text: 'Bäcker & Söhne 😀' },
            { name: 'note', attributes: {}, children: [], text: '<b>' },
          ],
        },
      },
      { line: 5, element: { name: 'Customer', attributes: {}, children: [], text: '' } },
    ]);
    await fc.assert(
      fc.asyncProperty(SIZES, async (sizes) => expect(await read(text, sizes)).toEqual(whole)),
      { numRuns: 30 },
    );
  });

  it('may be one record', async () => {
    expect((await read('<Customer><a/></Customer>')).map(nameOf)).toEqual(['Customer']);
  });

  it.each([
    ['ends in the middle', '<Cs><Customer/><Customer>', /well-formed.*1:25|unclosed/],
    ['closes what is not open', '<Cs><Customer/></Customer></Cs>', /well-formed/],
    ['has text between its records', '<Cs><Customer/>x</Cs>', /text between/],
    [
      'declares a document type',
      '<!DOCTYPE Cs SYSTEM "file:///etc/passwd"><Cs><Customer/></Cs>',
      /document type/,
    ],
    [
      'declares entities',
      '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><Cs><Customer>&c;</Customer></Cs>',
      /document type/,
    ],
    ['uses an entity that is none', '<Cs><Customer>&b;</Customer></Cs>', /well-formed/],
    [
      'is nested too deep',
      `<Cs><Customer>${'<a>'.repeat(9)}${'</a>'.repeat(9)}</Customer></Cs>`,
      /deeper than 5/,
    ],
    [
      'has a record that is too large',
      `<Cs><Customer>${'x'.repeat(300_000)}</Customer></Cs>`,
      /more than 100000/,
    ],
    [
      'has a comment that is too large',
      `<Cs><!--${'x'.repeat(300_000)}--><Customer/></Cs>`,
      /more than 100000/,
    ],
    ['is in another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><Cs/>', /encoding ISO-8859-1/],
    ['is no XML', '{"Customer": {}}', /well-formed/],
  ])('that %s is read to there, and no further', async (_, text, fault) => {
    const records = await read(text);
    expect(nameOf(records.at(-1))).toMatch(fault);
    expect(records.slice(0, -1).every((record) => 'element' in record)).toBe(true);
  });

  it('that is not UTF-8 is refused', async () => {
    const records = await read(
      Buffer.concat([Buffer.from('<Cs><Customer/>'), Buffer.from([0xff]), Buffer.from('</Cs>')]),
    );
    expect(nameOf(records.at(-1))).toBe('is not UTF-8');
  });
});

describe('an element as JSON', () => {
  const shape: Shape = {
    kind: 'object',
    properties: {
      customerID: { kind: 'text' },
      total: { kind: 'decimal' },
      prospect: { kind: 'boolean', nullable: true },
      signupDate: { kind: 'date', nullable: true },
      name: {
        kind: 'list',
        of: {
          kind: 'object',
          properties: { location: { kind: 'text' }, value: { kind: 'text', nullable: true } },
        },
      },
      ids: { kind: 'list', of: { kind: 'text' } },
    },
  };
  const jsonOf = async (text: string) => {
    const reader = new SaxesReader({ maxBytes: 10_000, maxDepth: 9 });
    const [record] = await all(reader.records(inChunks(Buffer.from(text), [99]), () => true));
    if (record === undefined || !('element' in record)) throw new Error('no element');
    return stringifyJson(xmlValue(shape, record.element));
  };

  it.each([
    ['<C CustomerId="7"><total>1325.00</total></C>', '{"customerID":"7","total":1325.00}'],
    ['<C><total>77405618597879914.10</total></C>', '{"total":77405618597879914.10}'],
    ['<C><total>12,5</total></C>', '{"total":"12,5"}'],
    ['<C><prospect> true </prospect></C>', '{"prospect":true}'],
    ['<C><prospect/><signupDate/></C>', '{"prospect":null,"signupDate":null}'],
    ['<C xmlns:xsi="x"><prospect xsi:nil="true"/></C>', '{"prospect":null}'],
    [
      '<C><name location="FIRST">Ann</name><name><location>LAST</location><value xsi:nil="1"/></name></C>',
      '{"name":[{"location":"FIRST","value":"Ann"},{"location":"LAST","value":null}]}',
    ],
    ['<C><ids>1</ids></C>', '{"ids":["1"]}'],
    ['<C><ids>1</ids><ids>2</ids></C>', '{"ids":["1","2"]}'],
    ['<C><customerID>1</customerID><customerID>2</customerID></C>', '{"customerID":["1","2"]}'],
    ['<C><other><deep a="1">x</deep></other></C>', '{"other":{"deep":{"a":"1","value":"x"}}}'],
    ['<C __proto__="x"><constructor>y</constructor></C>', '{"_proto_":"x","constructor":"y"}'],
  ])('%s is %s', async (text, json) => {
    expect(await jsonOf(text)).toBe(json);
  });
});

describe('records that are shared out', () => {
  it('stay together when they have a key in common, directly or by way of others', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 3 }), {
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 16 }),
        (records, workers) => {
          const relations = new Relations();
          const buckets = records.map((keys) => keys.map((key) => bucketOf(`key ${key}`)));
          for (const places of buckets) relations.add(places);
          const shares = relations.shares(workers);
          const workerOfKey = new Map<number, number>();
          for (const [index, keys] of records.entries())
            for (const [place, key] of keys.entries()) {
              const worker = shares[buckets[index]?.[place] ?? 0] ?? -1;
              expect(worker).toBeLessThan(workers);
              // All keys of a record, and all records of a key, have one worker.
              expect(workerOfKey.get(key) ?? worker).toBe(worker);
              expect(shares[buckets[index]?.[0] ?? 0]).toBe(worker);
              workerOfKey.set(key, worker);
            }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('hang together in groups, unless so many do that it would be by chance', () => {
    const relations = new Relations();
    relations.add([5, 7]);
    relations.add([9]);
    relations.add([7, 11]);
    const pairs = relations.groups();
    expect(pairs).toHaveLength(4);
    expect(new Set([pairs[1], pairs[3]]).size).toBe(1);
    expect(new Set(pairs)).toEqual(new Set([5, 7, 11]));
    for (let place = 0; place < BUCKETS / 4; place += 2) relations.add([place, place + 1]);
    expect(relations.groups()).toHaveLength(0);
  });

  it('are as many for each worker', () => {
    const relations = new Relations();
    for (let index = 0; index < 100_000; index += 1)
      relations.add([bucketOf(`customer ${index}`), bucketOf(`card ${index}`)]);
    for (let index = 0; index < 20_000; index += 1) relations.add([bucketOf('customer 7')]);
    const shares = relations.shares(8);
    const counts = Array.from({ length: 8 }, () => 0);
    for (let index = 0; index < 100_000; index += 1) {
      const worker = shares[bucketOf(`customer ${index}`)] ?? 0;
      counts[worker] = (counts[worker] ?? 0) + (index === 7 ? 20_001 : 1);
    }
    // The popular customer's records are one worker's and more than its share; the others share what is left.
    const sorted = counts.toSorted((a, b) => a - b);
    expect(Math.max(...sorted.slice(0, 7)) - (sorted[0] ?? 0)).toBeLessThan(500);
  });
});
