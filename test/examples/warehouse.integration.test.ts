import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { ConsumerProcess } from './consumer-process.ts';
import { KinesisSimulator } from './kinesis-simulator.ts';
import { RandomCommands, type RandomEvent } from './random-events.ts';

const WAREHOUSE = {
  name: 'the warehouse',
  command: process.execPath,
  args: [resolve(import.meta.dirname, '../../examples/warehouse/warehouse.ts')],
};
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'OWN', AWS_SECRET_ACCESS_KEY: 'test' };

describe('the warehouse', () => {
  let folder: string;
  let simulator: KinesisSimulator;
  let running: ConsumerProcess[];
  const database = () => join(folder, 'warehouse.duckdb');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-warehouse-'));
    running = [];
  });

  afterEach(async () => {
    for (const each of running) each.signal('SIGKILL');
    await Promise.all(running.map((each) => each.ended()));
    await simulator?.close();
    rmSync(folder, { recursive: true });
  });

  function start(...args: string[]): ConsumerProcess {
    const started = new ConsumerProcess(
      WAREHOUSE,
      [
        ...['--stream-arn', simulator.stream.arn, '--database', database()],
        ...['--checkpoint', join(folder, 'checkpoint.json'), '--poll-ms', '250', ...args],
      ],
      { env: { ...CREDENTIALS, AWS_ENDPOINT_URL: simulator.url } },
    );
    running.push(started);
    return started;
  }

  async function query(sql: string): Promise<Record<string, DuckDBValue>[]> {
    const instance = await DuckDBInstance.create(database(), { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowObjects();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  it('is equal to the records after random commands, kills, copies and resharding', async () => {
    simulator = await KinesisSimulator.start({ shards: 3, batchSize: 40 });
    const commands = new RandomCommands(sequence(20_261_122));
    const sent: RandomEvent[] = [];
    const put = ({ account, text }: RandomEvent) => simulator.stream.put(account, text);
    const send = (count: number) => {
      for (let i = 0; i < count; i += 1) {
        const event = commands.next();
        sent.push(event);
        put(event);
      }
    };

    send(200);
    const first = start();
    while (simulator.stream.reads < 4) await new Promise((done) => setTimeout(done, 5));
    first.signal('SIGKILL');
    await first.ended();
    // Everything comes again, then goes on: what came late must not undo what stands.
    for (const event of sent) put(event);
    const [low = ''] = simulator.stream.openShards;
    simulator.stream.split(low);
    send(200);
    const second = start('--count', '150');
    expect(await second.ended()).toBe(0);
    send(50);
    const third = start('--until-idle', '0.6', '--remember', '1');
    expect(await third.ended()).toBe(0);

    const rows = await query(
      "SELECT account || '|' || object_type || '|' || record_id AS key, document FROM current_records",
    );
    const stands = rows.map(({ key, document }) => [String(key), withoutStamps(String(document))]);
    expect(new Map(stands as [string, string][])).toEqual(commands.records);
    expect(await query('SELECT count(*) AS n FROM events')).toEqual([{ n: BigInt(sent.length) }]);
    expect(await query('SELECT sum(changes)::BIGINT AS n FROM changes_by_hour')).toEqual([
      { n: BigInt(sent.length) },
    ]);
    const [sales] = await query('SELECT sum(total)::VARCHAR AS total FROM sales_by_day');
    const total = [...commands.sales.values()].reduce((sum, cents) => sum + cents, 0n);
    expect(sales?.total).toBe(`${total / 100n}.${String(total % 100n).padStart(2, '0')}00000000`);
  });

  it('keeps what it cannot read, and goes on', async () => {
    simulator = await KinesisSimulator.start({ shards: 1 });
    simulator.stream.put('a', 'no JSON');
    simulator.stream.put('a', '{"_event_id":"e","Object Type":"Order","_action":"insert"}');
    simulator.stream.put(
      'a',
      '{"_event_id":"f","Object Type":"Order","id":7,"_action":"insert","_tick":null}',
    );
    expect(await start('--until-idle', '0.6').ended()).toBe(0);

    expect(await query('SELECT reason FROM rejects ORDER BY reason')).toEqual([
      { reason: 'it has no id' },
      { reason: 'it is no JSON object' },
    ]);
    expect(await query('SELECT record_id, tick FROM current_records')).toEqual([
      { record_id: '7', tick: null },
    ]);
  });

  it('explains its options, and what is wrong with them', async () => {
    simulator = await KinesisSimulator.start({ shards: 1 });
    const help = new ConsumerProcess(WAREHOUSE, ['--help']);
    const wrong = new ConsumerProcess(WAREHOUSE, ['--outputs', join(folder, 'none.json')]);
    expect(await help.ended()).toBe(0);
    expect(help.lines.join('\n')).toMatch(/--outputs FILE[\s\S]*--database FILE[\s\S]*--on-gap/);
    expect(await wrong.ended()).toBe(2);
    expect(wrong.errors).toContain('npm start');
  });
});

function withoutStamps(document: string): string {
  return document.replace(/,"_action".*$/, '}');
}

/** Numbers from 0 to less than 1, the same ones for the same seed (a linear congruential generator). */
function sequence(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    return Number(state >> 11n) / 2 ** 53;
  };
}
