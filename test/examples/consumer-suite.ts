import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ConsumerProcess, type Example, type ProcessOptions } from './consumer-process.ts';
import { KinesisSimulator } from './kinesis-simulator.ts';
import { EventWriter, faultsIn } from './sample-events.ts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'OWN', AWS_SECRET_ACCESS_KEY: 'test' };

/** What every consumer under examples/ must do, tried against a simulated Kinesis. */
export function describeConsumer(example: Example): void {
  let folder: string;
  let simulator: KinesisSimulator;
  let writer: EventWriter;
  let consumers: ConsumerProcess[];

  const setUp = async (shards: number, batchSize?: number): Promise<void> => {
    simulator = await KinesisSimulator.start({ shards, ...(batchSize && { batchSize }) });
    writer = new EventWriter(({ account, text }) => simulator.stream.put(account, text));
  };
  const startAs = (options: Omit<ProcessOptions, 'env'>, ...args: string[]): ConsumerProcess => {
    const checkpoint = join(folder, 'checkpoint.json');
    const consumer = new ConsumerProcess(
      example,
      ['--stream-arn', simulator.stream.arn, '--checkpoint', checkpoint, '--poll-ms', '250', ...args],
      { ...options, env: { ...CREDENTIALS, AWS_ENDPOINT_URL: simulator.url } },
    );
    consumers.push(consumer);
    return consumer;
  };
  const start = (...args: string[]): ConsumerProcess => startAs({}, ...args);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-consumer-'));
    consumers = [];
  });

  afterEach(async () => {
    for (const consumer of consumers) consumer.signal('SIGKILL');
    await Promise.all(consumers.map((consumer) => consumer.ended()));
    await simulator?.close();
    rmSync(folder, { recursive: true });
  });

  it("writes every event once, byte for byte and in its account's order, while shards are split and merged", async () => {
    await setUp(3, 25);
    writer.write(150, 7);
    const consumer = start();
    await consumer.hasWritten(25);
    // What is still unread in the parents must come before what the children get.
    const [first = '', second = '', third = ''] = simulator.stream.openShards;
    simulator.stream.split(second);
    writer.write(150, 7);
    simulator.stream.merge(
      first,
      simulator.stream.openShards.find((id) => id !== first && id !== third) ?? '',
    );
    writer.write(150, 7);

    await consumer.hasWritten(450);
    consumer.signal('SIGTERM');

    expect(await consumer.ended()).toBe(0);
    expect(faultsIn(consumer.lines, writer.written)).toEqual([]);
    expect(simulator.stream.refused).toBe(0);
  });

  it('reads parents to their end before their children', async () => {
    await setUp(2, 20);
    writer.write(100, 5);
    const [low = '', high = ''] = simulator.stream.openShards;
    simulator.stream.split(low);
    writer.write(20, 5);
    // The child of a merge has two parents, one with next to nothing in it and one with much.
    simulator.stream.merge(simulator.stream.openShards.at(-1) ?? '', high);
    writer.write(20, 5);
    const consumer = start('--count', '140');

    expect(await consumer.ended()).toBe(0);
    expect(faultsIn(consumer.lines, writer.written)).toEqual([]);
  });

  it('goes on through throttling, faults of the service and expired iterators', async () => {
    await setUp(2, 20);
    writer.write(100, 5);
    simulator.fail('ListShards', 'LimitExceededException', { times: 4 });
    simulator.fail('GetShardIterator', 'ProvisionedThroughputExceededException', { times: 3 });
    simulator.fail('GetRecords', 'ProvisionedThroughputExceededException', { times: 3 });
    simulator.fail('GetRecords', 'KMSThrottlingException', { times: 2 });
    simulator.fail('GetRecords', 'InternalFailure', { times: 2, status: 500 });
    const consumer = start('--until-idle', '0.6');
    await consumer.hasWritten(20);
    simulator.stream.expireIterators();

    expect(await consumer.ended()).toBe(0);
    expect(faultsIn(consumer.lines, writer.written)).toEqual([]);
    expect(simulator.faultsLeft).toBe(0);
  });

  it('drops copies of an event, also those that come by a child of its shard', async () => {
    await setUp(1);
    writer.write(30, 3);
    simulator.stream.put('any', writer.written[4]?.text ?? '');
    const consumer = start('--until-idle', '0.6');
    await consumer.hasWritten(30);
    simulator.stream.split(simulator.stream.openShards[0] ?? '');
    for (const { account, text } of writer.written) simulator.stream.put(account, text);
    writer.write(10, 3);

    expect(await consumer.ended()).toBe(0);
    expect(faultsIn(consumer.lines, writer.written)).toEqual([]);
  });

  it('forgets the ids of old events, so that its memory stays bounded', async () => {
    await setUp(1, 10);
    writer.write(30, 3);
    for (const { account, text } of writer.written) simulator.stream.put(account, text);
    const consumer = start('--until-idle', '0.6', '--remember', '10');

    expect(await consumer.ended()).toBe(0);
    expect(consumer.lines).toHaveLength(60);
  });

  it('loses nothing when it is killed, and goes on from its checkpoint', async () => {
    await setUp(3, 20);
    writer.write(200, 7);
    const killed = start();
    await killed.hasWritten(60);
    killed.signal('SIGKILL');
    await killed.ended();
    simulator.stream.split(simulator.stream.openShards[1] ?? '');
    writer.write(50, 7);

    const resumed = start('--until-idle', '0.6');

    expect(await resumed.ended()).toBe(0);
    const once = [...new Set([...killed.lines, ...resumed.lines])];
    expect(faultsIn(once, writer.written)).toEqual([]);
    // At most the batch that each of the three shards was in comes again.
    expect(killed.lines.length + resumed.lines.length - once.length).toBeLessThanOrEqual(60);
  });

  it('checkpoints nothing that nobody has taken from it yet', async () => {
    await setUp(1);
    // Far more than a pipe holds (64 KiB on Linux).
    writer.write(2000, 7);
    const killed = startAs({ stalled: true });
    while (simulator.stream.reads === 0) await pause(20);
    await pause(500);
    killed.signal('SIGKILL');
    await killed.ended();
    const resumed = start('--until-idle', '0.6');

    expect(await resumed.ended()).toBe(0);
    expect(killed.lines.length).toBeLessThan(2000);
    expect(faultsIn([...new Set([...killed.lines, ...resumed.lines])], writer.written)).toEqual([]);
  });

  it('ends after the number of events that it was asked for, and goes on with the next', async () => {
    await setUp(2);
    writer.write(50, 5);
    const first = start('--count', '17');
    expect(await first.ended()).toBe(0);
    const second = start('--until-idle', '0.6');
    expect(await second.ended()).toBe(0);

    expect(first.lines).toHaveLength(17);
    expect(faultsIn([...first.lines, ...second.lines], writer.written)).toEqual([]);
  });

  it('says so and ends when it was away for longer than the stream keeps events', async () => {
    await setUp(1);
    writer.write(10, 1);
    const before = start('--count', '5');
    await before.ended();
    const file = join(folder, 'checkpoint.json');
    const hoursAgo = Date.now() - 25 * 3_600_000;
    const aged = readFileSync(file, 'utf8').replace(
      /("readUntil": |"read_until": )[\d.]+/,
      (_all, key: string) => (key.includes('_') ? `${key}${hoursAgo / 1000}` : `${key}${hoursAgo}`),
    );
    writeFileSync(file, aged);

    const stopped = start();
    expect(await stopped.ended()).toBe(3);
    expect(stopped.errors).toMatch(/longer ago than the stream keeps events.*--on-gap resume/);
    expect(stopped.lines).toEqual([]);

    const resumed = start('--on-gap', 'resume', '--until-idle', '0.6');
    expect(await resumed.ended()).toBe(0);
    expect(resumed.errors).toMatch(/longer ago than the stream keeps events/);
    expect(faultsIn([...before.lines, ...resumed.lines], writer.written)).toEqual([]);
  });

  it.each(['AccessDeniedException', 'KMSAccessDeniedException'])(
    'ends with one line when trying again cannot help (%s)',
    async (error) => {
      await setUp(1);
      simulator.fail('GetRecords', error, { times: 100 });
      const consumer = start();

      expect(await consumer.ended()).toBe(1);
      expect(consumer.errors).toMatch(new RegExp(`^.*${error}.*\n$`));
    },
  );

  it('refuses the checkpoint of another stream', async () => {
    await setUp(1);
    const other = 'arn:aws:kinesis:us-east-1:123456789012:stream/other';
    writeFileSync(
      join(folder, 'checkpoint.json'),
      JSON.stringify({ streamArn: other, stream_arn: other, shards: {} }),
    );
    const consumer = start();

    expect(await consumer.ended()).toBe(1);
    expect(consumer.errors).toContain(`is the checkpoint of ${other}`);
  });

  it('reads with a role that it assumes with an external id', async () => {
    await setUp(1);
    writer.write(3, 1);
    const role = 'arn:aws:iam::123456789012:role/millrace-reader';
    const consumer = start('--count', '3', '--role-arn', role, '--external-id', 'agreed-1');

    expect(await consumer.ended()).toBe(0);
    expect(simulator.assumed).toEqual([`${role} agreed-1`]);
    expect([...simulator.accessKeys]).toEqual(['ASSUMED']);
  });

  it('ends in order on Ctrl-C while it waits', async () => {
    await setUp(1);
    writer.write(3, 1);
    const consumer = start();
    await consumer.hasWritten(3);
    await pause(50);
    consumer.signal('SIGINT');

    expect(await consumer.ended()).toBe(0);
    expect(consumer.errors).toBe('');
  });

  it('explains its options', async () => {
    await setUp(1);
    const help = new ConsumerProcess(example, ['--help']);
    const wrong = new ConsumerProcess(example, ['--stream-arn', 'my-stream']);

    expect(await help.ended()).toBe(0);
    expect(help.lines.join('\n')).toMatch(/--checkpoint FILE[\s\S]*--external-id ID[\s\S]*--on-gap/);
    expect(await wrong.ended()).toBe(2);
    expect(wrong.errors).toContain('needs the ARN of a stream');
  });
}
