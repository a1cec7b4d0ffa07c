import fc from 'fast-check';
import { chance } from '../support/chance.ts';
import { DrainWorld, PARK } from '../support/drain-world.ts';

/** Customers of whom some have many rows and some few. */
const customers = fc.array(
  fc.nat(7).map((n) => `C${Math.floor(n ** 2 / 8)}`),
  { maxLength: 60 },
);
const settings = fc.record({
  concurrency: fc.integer({ min: 1, max: 5 }),
  batchSize: fc.integer({ min: 1, max: 12 }),
  messagesPerRequest: fc.integer({ min: 1, max: 3 }),
});

async function worldWith(rows: readonly string[], seed: number): Promise<DrainWorld> {
  const random = chance(seed);
  const world = new DrainWorld({
    latency: () => Math.floor(random() * 40),
    queueLatency: () => Math.floor(random() * 10),
  });
  await world.enqueue(...rows);
  return world;
}

function expectAllInOrder(world: DrainWorld): void {
  for (const [customer, numbers] of world.made) expect(world.deliveredOf(customer)).toEqual(numbers);
}

describe('a turn', () => {
  it('delivers every row once, in its customer’s order, one request of a customer at a time', async () => {
    await fc.assert(
      fc.asyncProperty(customers, settings, fc.nat(), async (rows, setting, seed) => {
        const world = await worldWith(rows, seed);
        expect(await world.turn(setting)).toEqual({ ended: 'empty', delivered: rows.length, parked: 0 });
        expect(world.delivered).toHaveLength(rows.length);
        expectAllInOrder(world);
        expect(world.faults).toEqual([]);
        expect(await world.store.read()).toMatchObject({
          transactionPending: { depth: 0 },
          progress: { depth: 0 },
        });
      }),
      { numRuns: 60 },
    );
  });

  it('holds no more rows in memory than two batches, however many wait', async () => {
    await fc.assert(
      fc.asyncProperty(customers, settings, fc.nat(), async (rows, setting, seed) => {
        const world = await worldWith([...rows, ...rows, ...rows], seed);
        await world.turn(setting);
        expect(world.mostInMemory).toBeLessThan(2 * setting.batchSize + 1);
      }),
      { numRuns: 30 },
    );
  });

  it('uses all the concurrency that different customers allow', async () => {
    const world = await worldWith(
      Array.from({ length: 40 }, (_, index) => `C${index}`),
      1,
    );
    await world.turn({ concurrency: 4, batchSize: 8 });
    expect(world.mostInFlight).toBe(4);
  });

  it('sends next the ready customer with the most rows', async () => {
    const world = new DrainWorld();
    await world.enqueue('short', 'middle', 'long', 'long', 'middle', 'long', 'long');
    await world.turn({ concurrency: 1 });
    // While a row is being removed, the next request is another customer's.
    const order = ['long', 'middle', 'long', 'short', 'long', 'middle', 'long'];
    expect(world.seen.map(({ customer }) => customer)).toEqual(order);
  });

  it('has no barrier between batches: one slow customer keeps nobody waiting', async () => {
    const latencies = [10_000];
    const slow = new DrainWorld({ latency: () => latencies.shift() ?? 1, queueLatency: () => 1 });
    await slow.enqueue('slow', ...Array.from({ length: 50 }, (_, index) => `C${index}`));
    await slow.turn({ concurrency: 2, batchSize: 5 });
    expect(slow.seen).toHaveLength(51);
    expect(slow.delivered.at(-1)).toBe('1');
  });

  it('sends the next request while the last row is being removed, only not of the same customer', async () => {
    const world = new DrainWorld({ latency: () => 10, queueLatency: () => 100 });
    await world.enqueue('A', 'A', 'B');
    await world.turn({ concurrency: 1 });
    const [first, second, third] = world.seen;
    expect([first?.customer, second?.customer, third?.customer]).toEqual(['A', 'B', 'A']);
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBe(10);
    expect((third?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBe(110);
  });

  it('begins with what is in progress, so that nothing pending overtakes it', async () => {
    const world = new DrainWorld();
    await world.enqueue('A', 'A', 'B');
    await world.store.moveBatch({
      lanes: Array.from({ length: 64 }, (_, lane) => lane),
      limit: 9,
      lease: await world.lease(),
    });
    await world.enqueue('A', 'C');
    await world.turn({ concurrency: 3 });
    expect(world.deliveredOf('A')).toEqual(['1', '2', '4']);
    expect(world.deliveredOf('C')).toEqual(['5']);
  });

  it('moves nothing when it is told to send what is in progress', async () => {
    const world = new DrainWorld();
    await world.enqueue('A', 'B');
    expect(await world.turn({ from: 'progress' })).toEqual({ ended: 'empty', delivered: 0, parked: 0 });
    expect(await world.store.read()).toMatchObject({ transactionPending: { depth: 2 } });
  });

  it('sends several messages of one customer in one request, in their order, where that is set', async () => {
    const world = new DrainWorld();
    await world.enqueue('A', 'A', 'B', 'A', 'A', 'A');
    await world.turn({ messagesPerRequest: 3 });
    expect(world.seen.map(({ uniqueIds }) => uniqueIds)).toEqual([['1', '2', '4'], ['3'], ['5', '6']]);
  });

  it('takes its time, and no more: then what is in flight ends and the next turn goes on', async () => {
    const world = new DrainWorld({ latency: () => 400 });
    await world.enqueue(...Array.from({ length: 20 }, (_, index) => `C${index % 5}`));
    const until = world.time.now + 1_000;
    const first = await world.turn({ concurrency: 2, until });
    expect(first).toMatchObject({ ended: 'time' });
    expect(world.seen.every(({ startedAt }) => startedAt < until)).toBe(true);
    expect(first.delivered).toBe(world.delivered.length);
    expect(await world.turn()).toEqual({ ended: 'empty', delivered: 20 - first.delivered, parked: 0 });
    expectAllInOrder(world);
    expect(world.delivered).toHaveLength(20);
  });

  it('leaves no timer behind, however it ends', async () => {
    const world = new DrainWorld({ answer: ([message]) => (message?.uniqueId === '3' ? 500 : 200) });
    await world.enqueue('A', 'B', 'C', 'D');
    await world.turn({ failures: PARK });
    expect(world.timers).toBe(0);
    await world.enqueue('E');
    await world.turn({ until: world.time.now + 1 });
    expect(world.timers).toBe(0);
  });

  it('does not start on a lease that is too short for any request', async () => {
    const world = new DrainWorld();
    await expect(world.turn({ leaseMs: 10_000, requestTimeoutMs: 10_000 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});
