import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Image, StreamRecord } from '../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../lambda/event-publisher/json-bytes.ts';
import { EventRenderer } from '../lambda/event-publisher/render-event.ts';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { interleaved } from './measure.ts';
import { batchText, SAMPLE_ITEMS } from './sample-records.ts';

/** Different records of the same content, as in a batch: no cache holds what is read. */
const RECORDS = 50;

const renderer = new EventRenderer({ format: 'event', source: 'bench' });
const json = new JsonBytes(1024 * 1024);

function render(record: StreamRecord): Uint8Array {
  json.length = 0;
  renderer.render(record, json);
  return json.buffer.subarray(0, json.length);
}

/** What the SDK's documentation suggests. Large ids need `wrapNumbers`, or JSON.stringify throws on the BigInt. */
function unmarshallAndStringify(record: StreamRecord): Uint8Array {
  const image = unmarshall((record.dynamodb?.NewImage ?? {}) as never, { wrapNumbers: Number as never });
  return Buffer.from(JSON.stringify({ ...image, _action: 'insert', _event_id: record.eventID }));
}

async function compare(name: string, image: Image, { quick, progress }: BenchmarkOptions): Promise<string[]> {
  const { Records } = JSON.parse(batchText(RECORDS, image, (index) => `account-${index}`));
  const size = render(Records[0]).length;
  const eachOf = (write: (record: StreamRecord) => Uint8Array) => () => {
    for (const record of Records) write(record);
  };
  const [slow, fast] = await interleaved(
    [
      { name: 'unmarshall', run: eachOf(unmarshallAndStringify) },
      { name: 'render', run: eachOf(render) },
    ],
    {
      rounds: quick ? 15 : 61,
      times: Math.ceil(150_000 / size / 4),
      progress: (round) => progress(`${name}, round ${round}`),
    },
  );
  const micros = (measured: typeof slow) => ((measured?.wallMs ?? 0) * 1000) / RECORDS;
  return [
    name,
    `${size}`,
    micros(slow).toFixed(2),
    micros(fast).toFixed(2),
    `**${(micros(slow) / micros(fast)).toFixed(2)}**`,
  ];
}

/** Numbers that the usual way changes, and what it makes of them. */
function lostDigits(): string[][] {
  const digits = ['77405618597879914', '4412964684870431366', '-20.00', '0.12345678901234567890', '1E+125'];
  return digits.map((N) => {
    const text = (write: (record: StreamRecord) => Uint8Array) =>
      Buffer.from(write({ eventID: 'e', eventName: 'INSERT', dynamodb: { NewImage: { N: { N } } } }))
        .toString()
        .match(/"N":([^,}]+)/)?.[1] ?? '';
    return [N, text(unmarshallAndStringify), text(render)];
  });
}

/** Record to bytes, against `unmarshall` and `JSON.stringify`. */
export const rendering: Benchmark = {
  name: 'rendering',
  about: 'a stream record to the bytes of its event, against unmarshall + JSON.stringify',
  async run(options): Promise<readonly Finding[]> {
    const rows: string[][] = [];
    for (const [name, image] of Object.entries(SAMPLE_ITEMS)) rows.push(await compare(name, image, options));
    return [
      {
        title: 'Record to bytes, µs a record',
        rows: [['record', 'bytes', 'unmarshall + JSON.stringify', 'ours', 'ratio'], ...rows],
      },
      {
        title: 'Digits',
        rows: [['N in the table', 'unmarshall + JSON.stringify', 'ours'], ...lostDigits()],
        notes: ['`unmarshall` as it comes gives a BigInt for large ids, on which `JSON.stringify` throws.'],
      },
    ];
  },
};
