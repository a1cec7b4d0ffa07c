import { AppError } from '../../lambda/domain/app-error.ts';
import { DrainWorld, PARK } from '../support/drain-world.ts';

const ROWS = Array.from({ length: 14 }, (_, index) => `C${index % 4}`);
const SETTINGS = { concurrency: 2, batchSize: 3, messagesPerRequest: 2 };

async function filled(): Promise<DrainWorld> {
  const world = new DrainWorld({
    answer: ([message]) => (message?.uniqueId === '6' ? 422 : 200),
  });
  await world.enqueue(...ROWS);
  return world;
}

/** How many calls a whole turn makes to the outside: each is a place to be cut at. */
async function callsOfATurn(): Promise<number> {
  const world = await filled();
  await world.turn({ ...SETTINGS, failures: PARK });
  return world.calls;
}

/** Runs a turn that is cut at its nth call, then another that is not. */
async function cutAndRunAgain(
  nth: number,
  moment: 'before' | 'after',
  cut: 'thrown' | 'killed',
): Promise<DrainWorld> {
  const world = await filled();
  let isDead = false;
  world.hook = (when, _call, number) => {
    if (!isDead && (number !== nth || when !== moment)) return;
    isDead = cut === 'killed';
    throw new Error('cut');
  };
  await expect(world.turn({ ...SETTINGS, failures: PARK })).rejects.toThrow('cut');
  expect(world.timers).toBe(0);
  world.hook = () => {};
  expect(await world.turn({ ...SETTINGS, failures: PARK })).toMatchObject({ ended: 'empty' });
  return world;
}

describe('a turn that is cut at any one of its calls, and run again', () => {
  it.each(['thrown', 'killed'] as const)(
    'loses nothing, keeps the order, and sends twice only what was in flight (%s)',
    async (cut) => {
      const calls = await callsOfATurn();
      expect(calls).toBeGreaterThan(20);
      for (const moment of ['before', 'after'] as const)
        for (let nth = 1; nth <= calls; nth += 1) {
          const world = await cutAndRunAgain(nth, moment, cut);
          for (const [customer, numbers] of world.made)
            expect(world.deliveredOf(customer)).toEqual(numbers.filter((number) => number !== '6'));
          const twice = world.delivered.length - new Set(world.delivered).size;
          expect(twice).toBeLessThanOrEqual(2 * SETTINGS.concurrency * SETTINGS.messagesPerRequest);
          expect(world.faults).toEqual([]);
          const { transactionPending, progress, parked } = await world.store.read();
          expect([transactionPending.depth, progress.depth, parked.depth]).toEqual([0, 0, 1]);
        }
    },
  );
});

describe('the lease', () => {
  it('is renewed for as long as the turn goes on', async () => {
    const world = new DrainWorld({ latency: () => 9_000 });
    await world.enqueue(...Array.from({ length: 40 }, () => 'A'));
    expect(await world.turn()).toMatchObject({ ended: 'empty', delivered: 40 });
  });

  it('is renewed also while everybody is left alone for longer than it lasts', async () => {
    const answers = [{ status: 429, retryAfterMs: 900_000 }];
    const world = new DrainWorld({ answer: () => answers.shift() ?? 200 });
    await world.enqueue('A', 'B');
    expect(await world.turn({ failures: PARK, concurrency: 1 })).toMatchObject({
      ended: 'empty',
      delivered: 2,
    });
    await expect(world.store.acquire({ runId: 'other', worker: 0, forMs: 1 })).resolves.toBeUndefined();
  });

  it('that is another’s when it is to be renewed ends the turn, and nothing more is sent', async () => {
    const world = new DrainWorld({ latency: () => 1_000 });
    await world.enqueue(...Array.from({ length: 100 }, (_, index) => `C${index}`));
    const lease = await world.lease();
    await world.store.release(lease);
    await world.lease('other', 3_600_000);
    world.hook = (_moment, call) => {
      // The queue is slow to notice: only the renewal tells.
      if (call === 'moveBatch') world.hook = () => {};
    };
    const result = await world.turn({ lease });
    expect(result.ended).toBe('lease');
    expect(world.seen).toEqual([]);
  });

  it('that was lost is noticed at the next write, too', async () => {
    const world = new DrainWorld();
    await world.enqueue(...Array.from({ length: 20 }, (_, index) => `C${index}`));
    world.hook = (moment, call) => {
      if (moment === 'before' && call === 'remove' && world.delivered.length >= 6)
        throw new AppError('LEASE_LOST', 'taken over');
    };
    const result = await world.turn({ concurrency: 2 });
    expect(result).toMatchObject({ ended: 'lease' });
    expect(world.seen.length).toBeLessThan(12);
  });

  it('is never so close to its end that a request could outlast it, however long its renewal takes', async () => {
    const world = new DrainWorld({
      latency: () => 900,
      queueLatency: (call) => (call === 'renew' ? 30_000 : 5),
    });
    await world.enqueue(...Array.from({ length: 400 }, (_, index) => `C${index % 20}`));
    let { until } = await world.lease();
    let renewed = 0;
    world.hook = (moment, call) => {
      if (moment === 'after' && call === 'renew') {
        until = world.time.now + 60_000;
        renewed += 1;
      }
      if (moment === 'before' && call === 'deliver' && world.time.now + 10_000 >= until)
        world.faults.push('a request that could outlast the lease');
    };
    expect(await world.turn()).toMatchObject({ ended: 'empty' });
    expect([renewed > 0, world.faults]).toEqual([true, []]);
  });

  it('that is too short for a request keeps everything at home until it is renewed', async () => {
    const world = new DrainWorld({ queueLatency: (call) => (call === 'renew' ? 1_000 : 5) });
    await world.enqueue(...Array.from({ length: 10 }, (_, index) => `C${index}`));
    const lease = await world.lease('run', 9_000);
    expect(await world.turn({ lease, requestTimeoutMs: 10_000 })).toMatchObject({
      ended: 'empty',
      delivered: 10,
    });
    expect(world.seen[0]?.startedAt).toBe(Date.UTC(2026, 0, 1) + 1_000);
  });
});
