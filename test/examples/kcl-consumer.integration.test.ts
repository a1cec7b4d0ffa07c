import { randomUUID } from 'node:crypto';
import { ConsumerProcess, type Example } from './consumer-process.ts';
import { buildKclExample, missingForKcl } from './kcl-example.ts';
import { KinesisSimulator } from './kinesis-simulator.ts';
import { LocalStream } from './local-stream.ts';
import { EventWriter, faultsIn, type SampleEvent } from './sample-events.ts';

// A worker that finds no leases waits for up to 30 s, at random, for another worker to make them.
const PATIENCE_MS = 75_000;
jest.setTimeout(300_000);

const missing = missingForKcl();
const inContinuousIntegration = process.env.CI !== undefined;
if (missing !== undefined && !inContinuousIntegration) process.stderr.write(`\n${missing}\n\n`);
const describeOrSkip = missing === undefined || inContinuousIntegration ? describe : describe.skip;

describeOrSkip(`the KCL consumer${missing === undefined ? '' : ` (${missing})`}`, () => {
  let example: Example;
  let simulator: KinesisSimulator;
  let stream: LocalStream;
  const consumers: ConsumerProcess[] = [];
  const simulated = new EventWriter(({ account, text }) => simulator.stream.put(account, text));
  const local: SampleEvent[] = [];
  new EventWriter((event) => local.push(event)).write(300, 7);

  const start = (arn: string, application: string, kinesis: string): ConsumerProcess => {
    const consumer = new ConsumerProcess(
      example,
      ['--stream-arn', arn, '--application', application, '--worker', 'first', '--failover-ms', '1000'],
      { env: { AWS_ENDPOINT_URL_KINESIS: kinesis } },
    );
    consumers.push(consumer);
    return consumer;
  };

  beforeAll(async () => {
    if (missing !== undefined) throw new Error(missing);
    [example, simulator, stream] = await Promise.all([
      buildKclExample(),
      KinesisSimulator.start({ shards: 3, batchSize: 20, http2: true }),
      LocalStream.create(3),
    ]);
    await stream.put(local);
    simulated.write(150, 7);
  });

  afterAll(async () => {
    for (const consumer of consumers) consumer.signal('SIGKILL');
    await Promise.all(consumers.map((consumer) => consumer.ended()));
    await simulator?.close();
    await stream?.delete();
  });

  it("writes every event once, byte for byte and in its account's order, goes on after a kill, and reads parents before their children", async () => {
    const application = `kcl-${randomUUID()}`;
    // Both start at once, since each waits for so long.
    const ofLocalCloud = start(stream.arn, `kcl-${randomUUID()}`, process.env.AWS_ENDPOINT_URL ?? '');
    const killed = start(simulator.stream.arn, application, simulator.url);
    await killed.hasWritten(60, PATIENCE_MS);
    killed.signal('SIGKILL');
    await killed.ended();
    simulator.stream.split(simulator.stream.openShards[1] ?? '');
    simulated.write(100, 7);
    const resumed = start(simulator.stream.arn, application, simulator.url);
    const seen = (): string[] => [...new Set([...killed.lines, ...resumed.lines])];
    while (seen().length < 250) await resumed.hasWritten(resumed.lines.length + 1, PATIENCE_MS);
    await ofLocalCloud.hasWritten(300, PATIENCE_MS);
    for (const consumer of [resumed, ofLocalCloud]) consumer.signal('SIGKILL');
    await Promise.all([resumed.ended(), ofLocalCloud.ended()]);

    expect(faultsIn(seen(), simulated.written)).toEqual([]);
    expect(faultsIn(ofLocalCloud.lines, local)).toEqual([]);
  });
});
