import type { Benchmark, Finding } from './benchmark.ts';
import { median } from './measure.ts';
import { clientOf, publishWith, sinkOf } from './publisher-set-up.ts';
import { batchText, SAMPLE_ITEMS } from './sample-records.ts';
import { startKinesisStub } from './start-kinesis-stub.ts';

const RECORDS = 100;
const SAMPLES = 20;
const MIB = 1024 * 1024;

/** What is still held after everything that can be collected has been; `gc` is there with --expose-gc. */
function heldMib(): { heap: number; outside: number; resident: number } {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed / MIB, outside: external / MIB, resident: rss / MIB };
}

/** Whether memory grows with the number of batches: each brings new accounts and a few attributes never seen before. */
export const memory: Benchmark = {
  name: 'memory',
  about: 'memory held over 10,000 batches',
  async run({ quick, progress }): Promise<readonly Finding[]> {
    const batches = quick ? 1_000 : 10_000;
    const stub = await startKinesisStub(0);
    const client = clientOf(stub);
    const publish = publishWith(sinkOf(client));
    const samples: { batch: number; heap: number; outside: number; resident: number }[] = [];
    for (let batch = 0; batch < batches; batch++) {
      const image = { ...SAMPLE_ITEMS['16 fields'], [`Attribute ${batch}`]: { S: `value ${batch}` } };
      await publish(batchText(RECORDS, image, (index) => `account-${batch}-${index}`));
      if (batch % (batches / SAMPLES) === 0) {
        samples.push({ batch, ...heldMib() });
        progress(`batch ${batch} of ${batches}`);
      }
    }
    samples.push({ batch: batches, ...heldMib() });
    client.close();
    stub.stop();
    const middleOf = (from: number, to: number) => {
      const part = samples.slice(from, to);
      const middle = (pick: (sample: (typeof samples)[number]) => number) =>
        median(part.map(pick)).toFixed(1);
      return [
        middle(({ heap }) => heap),
        middle(({ outside }) => outside),
        middle(({ resident }) => resident),
      ];
    };
    return [
      {
        title: `Memory held over ${batches} batches of ${RECORDS} records, MiB`,
        rows: [
          ['', 'heap', 'outside the heap', 'resident'],
          ['second fifth of the batches', ...middleOf(SAMPLES / 5, (2 * SAMPLES) / 5)],
          ['last fifth', ...middleOf((4 * SAMPLES) / 5, SAMPLES + 1)],
        ],
        notes:
          globalThis.gc === undefined ? ['Without --expose-gc: what could be collected is counted too.'] : [],
      },
    ];
  },
};
