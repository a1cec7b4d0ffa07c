import type { Lease } from '../../lambda/data-sync/ports.ts';
import type { SyncStoreUnderTest } from '../support/sync-stores.ts';

const MINUTE = 60_000;

/** Every adapter of the port `Leases` keeps these promises. `open` makes a new, empty store. */
export function describeSyncLeases(open: () => Promise<SyncStoreUnderTest>): void {
  let store: SyncStoreUnderTest;
  beforeEach(async () => {
    store = await open();
  });
  const acquire = (runId: string, worker = 0) => store.leases.acquire({ runId, worker, forMs: MINUTE });
  const token = (lease: Lease | undefined) => BigInt(lease?.token ?? -1);

  it('is held by one run for its time, and then by whoever comes', async () => {
    const start = store.time.now;
    const first = await acquire('one');
    expect(first).toMatchObject({ worker: 0, until: start + MINUTE });
    store.time.now = start + MINUTE - 1;
    expect(await acquire('two')).toBeUndefined();
    store.time.now = start + MINUTE;
    const second = await acquire('two');
    expect(second).toMatchObject({ until: start + 2 * MINUTE });
    expect(token(second)).toBeGreaterThan(token(first));
    expect(await acquire('one')).toBeUndefined();
  });

  it('is given to one of many who ask at once', async () => {
    const leases = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((runId) => acquire(runId)));
    expect(leases.filter(Boolean)).toHaveLength(1);
  });

  it('is given again to the run that holds it, with the same token and more time', async () => {
    const first = await acquire('one');
    store.time.now += 1000;
    const again = await acquire('one');
    expect(again).toEqual({ ...first, until: store.time.now + MINUTE });
  });

  it('of one worker has nothing to do with that of another', async () => {
    await acquire('one', 0);
    expect(await acquire('two', 1)).toMatchObject({ worker: 1 });
  });

  it('is prolonged from now on, after its time too while nobody has taken it', async () => {
    const lease = (await acquire('one')) as Lease;
    store.time.now += 2 * MINUTE;
    expect(await store.leases.renew(lease, MINUTE)).toEqual({ ...lease, until: store.time.now + MINUTE });
    expect(await acquire('two')).toBeUndefined();
  });

  it('that was taken over can neither be prolonged nor given back by whoever had it', async () => {
    const lost = (await acquire('one')) as Lease;
    store.time.now += MINUTE;
    await acquire('two');
    expect(await store.leases.renew(lost, MINUTE)).toBeUndefined();
    await store.leases.release(lost);
    expect(await acquire('three')).toBeUndefined();
  });

  it('that was given back is free, and its token will never come again', async () => {
    const lease = (await acquire('one')) as Lease;
    await store.leases.release(lease);
    await store.leases.release(lease);
    expect(await store.leases.renew(lease, MINUTE)).toBeUndefined();
    const next = await acquire('one');
    expect(token(next)).toBeGreaterThan(token(lease));
  });
}
