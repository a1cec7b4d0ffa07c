import fc from 'fast-check';
import type { DeliveryFailure } from '../../lambda/data-sync/ports.ts';
import { chance } from '../support/chance.ts';
import { DrainWorld, PARK } from '../support/drain-world.ts';

const refuse = (ids: readonly string[], answer: number | Partial<DeliveryFailure>) => ({
  answer: (messages: readonly { readonly uniqueId: string }[]) =>
    messages.some(({ uniqueId }) => ids.includes(uniqueId)) ? answer : 200,
});
const each = (count: number, name = 'C') => Array.from({ length: count }, (_, index) => `${name}${index}`);

describe('mode stop', () => {
  it('fails the run at the first refusal, with the message, the status and the excerpt', async () => {
    const world = new DrainWorld(refuse(['2'], { status: 500, excerpt: 'no' }));
    await world.enqueue('A', 'A', 'A', 'B');
    expect(await world.turn()).toEqual({
      ended: 'failed',
      delivered: 2,
      parked: 0,
      failure: { outcome: 'failed', stage: 'response', status: 500, excerpt: 'no', ms: 20, uniqueId: '2' },
    });
  });

  it('keeps what was not delivered, and the next run starts with it', async () => {
    const refused = ['9'];
    const world = new DrainWorld(refuse(refused, 503));
    const rows = each(30).map((_, index) => `C${index % 7}`);
    await world.enqueue(...rows);
    const first = await world.turn();
    expect(first).toMatchObject({ ended: 'failed', failure: { uniqueId: '9' } });
    const left = await world.store.read();
    expect(left.transactionPending.depth + left.progress.depth).toBe(30 - first.delivered);
    refused.pop();
    expect(await world.turn()).toMatchObject({ ended: 'empty', delivered: 30 - first.delivered });
    for (const [customer, numbers] of world.made) expect(world.deliveredOf(customer)).toEqual(numbers);
    expect(world.delivered).toHaveLength(30);
  });

  it('sends nothing more, but lets what is in flight be delivered', async () => {
    const latencies = [50, 10, 50];
    const world = new DrainWorld({ ...refuse(['2'], 204), latency: () => latencies.shift() ?? 20 });
    await world.enqueue(...each(20));
    const result = await world.turn({ concurrency: 3, batchSize: 20 });
    expect(result).toMatchObject({ ended: 'failed', delivered: 2, failure: { status: 204 } });
    expect(world.seen).toHaveLength(3);
  });

  it('fails the run also when the refusal comes after the time of the turn', async () => {
    const world = new DrainWorld({ ...refuse(['1'], 500), latency: () => 5_000 });
    await world.enqueue('A');
    expect(await world.turn({ until: world.time.now + 100 })).toMatchObject({ ended: 'failed' });
  });
});

describe('mode park', () => {
  const park = { failures: PARK };

  it.each([400, 404, 409, 413, 422])(
    'parks a message that is refused with %i at once, and goes on',
    async (status) => {
      const world = new DrainWorld(refuse(['2'], status));
      await world.enqueue('A', 'A', 'A', 'B');
      expect(await world.turn(park)).toEqual({ ended: 'empty', delivered: 3, parked: 1 });
      expect(world.delivered).not.toContain('2');
      expect(world.deliveredOf('A')).toEqual(['1', '3']);
      expect(await world.store.list({ limit: 9 })).toMatchObject([
        { row: { number: '2' }, reason: { status } },
      ]);
    },
  );

  it.each([500, 204, 301, 418])(
    'tries a message that is answered with %i again, later each time, then parks it',
    async (status) => {
      const world = new DrainWorld(refuse(['1'], status));
      await world.enqueue('A', 'A');
      expect(await world.turn(park)).toEqual({ ended: 'empty', delivered: 1, parked: 1 });
      const tries = world.seen.filter(({ uniqueIds }) => uniqueIds.includes('1'));
      expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      const starts = tries.map(({ startedAt }) => startedAt);
      expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBe(20 + 2_000);
      expect((starts[2] ?? 0) - (starts[1] ?? 0)).toBe(20 + 4_000);
    },
  );

  it('holds up nobody but the customer whose message fails', async () => {
    const world = new DrainWorld(refuse(['1'], 500));
    await world.enqueue('A', 'A', ...each(50));
    await world.turn({ ...park, batchSize: 4 });
    const others = world.seen.filter(({ customer }) => customer !== 'A');
    const retry = world.seen.find(({ uniqueIds, attempt }) => uniqueIds[0] === '1' && attempt === 2);
    expect(others.every(({ startedAt }) => startedAt < (retry?.startedAt ?? 0))).toBe(true);
  });

  it('holds up nobody, and no more memory, when that customer has more rows than there is room', async () => {
    const world = new DrainWorld(refuse(['1'], 500));
    await world.enqueue(
      ...Array.from({ length: 100 }, () => 'A'),
      ...each(50),
      ...Array.from({ length: 100 }, () => 'A'),
    );
    const result = await world.turn({ ...park, batchSize: 8 });
    expect(result).toEqual({ ended: 'empty', delivered: 249, parked: 1 });
    const retry = world.seen.find(({ uniqueIds, attempt }) => uniqueIds[0] === '1' && attempt === 2);
    const others = world.seen.filter(({ customer }) => customer !== 'A');
    expect(others.every(({ startedAt }) => startedAt < (retry?.startedAt ?? 0))).toBe(true);
    expect(world.deliveredOf('A')).toEqual(world.made.get('A')?.slice(1));
    expect(world.faults).toEqual([]);
  });

  it('is right whoever fails, however often: order, parking, nothing lost, nothing twice', async () => {
    const someRows = fc.array(
      fc.nat(9).map((n) => `C${n}`),
      { minLength: 1, maxLength: 60 },
    );
    const setting = fc.record({
      concurrency: fc.integer({ min: 1, max: 5 }),
      batchSize: fc.integer({ min: 1, max: 8 }),
      messagesPerRequest: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(someRows, setting, fc.nat(), async (rows, setting, seed) => {
        const random = chance(seed);
        const poisoned = new Set(rows.map((_, index) => `${index + 1}`).filter(() => random() < 0.05));
        const world = new DrainWorld({
          latency: () => Math.floor(random() * 40),
          answer: (messages) => {
            if (messages.some(({ uniqueId }) => poisoned.has(uniqueId))) return random() < 0.5 ? 422 : 500;
            return random() < 0.15 ? { stage: 'connect' } : 200;
          },
        });
        await world.enqueue(...rows);
        const failures = { ...PARK, breakerThreshold: 1_000 };
        expect(await world.turn({ ...setting, failures })).toEqual({
          ended: 'empty',
          delivered: rows.length - poisoned.size,
          parked: poisoned.size,
        });
        for (const [customer, numbers] of world.made)
          expect(world.deliveredOf(customer)).toEqual(numbers.filter((number) => !poisoned.has(number)));
        expect(world.delivered).toHaveLength(rows.length - poisoned.size);
        expect(world.faults).toEqual([]);
        expect(world.timers).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('sends messages one by one, once a request with several was refused, and parks only the one at fault', async () => {
    const world = new DrainWorld(refuse(['2'], 422));
    await world.enqueue('A', 'A', 'A', 'A');
    expect(await world.turn({ ...park, messagesPerRequest: 4 })).toEqual({
      ended: 'empty',
      delivered: 3,
      parked: 1,
    });
    expect(world.seen.map(({ uniqueIds }) => uniqueIds.join())).toEqual(['1,2,3,4', '1', '2', '3', '4']);
  });

  it('leaves everybody alone for as long as Retry-After says', async () => {
    const answers: (number | Partial<DeliveryFailure>)[] = [{ status: 429, retryAfterMs: 120_000 }];
    const world = new DrainWorld({ answer: () => answers.shift() ?? 200 });
    await world.enqueue(...each(10));
    expect(await world.turn({ ...park, concurrency: 1 })).toMatchObject({ ended: 'empty', delivered: 10 });
    const [first, second] = world.seen;
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBe(20 + 120_000);
  });
});

describe('a receiver that is down', () => {
  const park = { failures: PARK, concurrency: 4 };

  it('is asked with one message at a time, of another customer each, until it is up again; nothing is parked', async () => {
    let upAt = Number.POSITIVE_INFINITY;
    const world: DrainWorld = new DrainWorld({
      answer: () => (world.time.now < upAt ? { stage: 'connect' } : 200),
    });
    upAt = world.time.now + 100_000;
    await world.enqueue(...each(20));
    expect(await world.turn(park)).toEqual({ ended: 'empty', delivered: 20, parked: 0 });
    const probes = world.seen.filter(({ startedAt }) => startedAt > upAt - 90_000 && startedAt < upAt);
    expect(probes.length).toBeLessThanOrEqual(4);
    expect(new Set(probes.map(({ customer }) => customer)).size).toBe(probes.length);
    for (const [index, { startedAt }] of probes.entries())
      expect(startedAt - (probes[index - 1]?.startedAt ?? 0)).toBeGreaterThanOrEqual(30_000);
  });

  it.each([{ stage: 'connect' }, { stage: 'token' }, { status: 503 }, { status: 401 }] as const)(
    'fails the run in the end, with nothing parked: %j',
    async (answer) => {
      const world = new DrainWorld({ answer: () => answer });
      await world.enqueue(...each(20));
      const result = await world.turn(park);
      expect(result).toMatchObject({ ended: 'failed', delivered: 0, parked: 0, failure: answer });
      // 10 in a row, no more than were in flight with the tenth, and 5 probes.
      expect(world.seen.length).toBeLessThanOrEqual(10 + 3 + 5);
    },
  );

  it('is one that refuses every message for a fault of its own: the queue is not parked away', async () => {
    const world = new DrainWorld({ answer: () => 404 });
    await world.enqueue(...each(100));
    const result = await world.turn(park);
    expect(result.ended).toBe('failed');
    expect(result.parked).toBeLessThanOrEqual(10 + 3);
  });

  it('is found out by Retry-After without end, too', async () => {
    const world = new DrainWorld({ answer: () => ({ status: 429, retryAfterMs: 1_000 }) });
    await world.enqueue(...each(100));
    expect(await world.turn(park)).toMatchObject({ ended: 'failed', parked: 0 });
  });

  it('that gets slower and slower is sent no more at once than before, and fails at the time-out', async () => {
    let latency = 20;
    const world: DrainWorld = new DrainWorld({
      latency: () => {
        latency = Math.min(latency * 1.3, 10_000);
        return latency;
      },
      answer: () => (latency >= 10_000 ? { stage: 'timeout' } : 200),
    });
    await world.enqueue(...each(60));
    const result = await world.turn({ concurrency: 4 });
    expect(result).toMatchObject({ ended: 'failed', failure: { stage: 'timeout' } });
    expect([world.mostInFlight, world.faults]).toEqual([4, []]);
  });
});
