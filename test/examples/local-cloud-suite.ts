import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConsumerProcess, type Example } from './consumer-process.ts';
import { LocalStream } from './local-stream.ts';
import { EventWriter, faultsIn, type SampleEvent } from './sample-events.ts';

const DATA = resolve(import.meta.dirname, '../data');
const SAMPLES = ['om-plus-order', 'om-plus-sales-order-item', 'om-plus-decomposed-order-item'];

/** The same consumer, tried against the local cloud's Kinesis. */
export function describeConsumerOfLocalCloud(example: Example): void {
  describe('of a stream in the local cloud', () => {
    let folder: string;
    let stream: LocalStream;
    let consumer: ConsumerProcess | undefined;
    const start = (...args: string[]): ConsumerProcess => {
      const checkpoint = join(folder, 'checkpoint.json');
      consumer = new ConsumerProcess(example, [
        '--stream-arn',
        stream.arn,
        '--checkpoint',
        checkpoint,
        ...args,
      ]);
      return consumer;
    };

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-consumer-'));
      stream = await LocalStream.create(3);
    });

    afterEach(async () => {
      consumer?.signal('SIGKILL');
      await consumer?.ended();
      await stream.delete();
      rmSync(folder, { recursive: true });
    });

    it('reads on after a kill and after its shards were split and merged', async () => {
      const written: SampleEvent[] = [];
      const writer = new EventWriter((event) => written.push(event));
      const write = async (): Promise<void> => {
        writer.write(120, 7);
        await stream.put(written.splice(0));
      };
      await write();
      const killed = start('--poll-ms', '250');
      await killed.hasWritten(120);
      killed.signal('SIGKILL');
      await killed.ended();

      await write();
      const resumed = start('--poll-ms', '250');
      const seen = (): string[] => [...new Set([...killed.lines, ...resumed.lines])];
      await resumed.hasWritten(120);
      // The emulator throws away what is unread in a parent, so this waits until there is nothing.
      while (seen().length < 240) await resumed.hasWritten(resumed.lines.length + 1);
      await stream.reshard();
      await write();
      while (seen().length < 360) await resumed.hasWritten(resumed.lines.length + 1);
      resumed.signal('SIGTERM');

      expect(await resumed.ended()).toBe(0);
      expect(faultsIn(seen(), writer.written)).toEqual([]);
    });

    it('gives the samples as they were put', async () => {
      const samples = SAMPLES.map((name) => readFileSync(join(DATA, `${name}.event.json`), 'utf8'));
      await stream.put(samples.map((text) => ({ account: '0012x000004xuvq', text })));

      const reading = start('--count', '3');

      expect(await reading.ended()).toBe(0);
      expect(`${reading.lines.join('\n')}\n`).toBe(samples.map((text) => `${text}\n`).join(''));
    });
  });
}
