import type { DeliveryFailure, Lease } from '../../lambda/data-sync/ports.ts';
import { laneOf, type SyncRow } from '../../lambda/domain/sync-row.ts';
import {
  ALL_LANES,
  change,
  inProgress,
  leaseOf,
  moveAll,
  type SyncStoreUnderTest,
} from '../support/sync-stores.ts';
import { expectCode } from './record-store/desk.ts';

const FAILURE: DeliveryFailure = {
  outcome: 'failed',
  stage: 'response',
  status: 503,
  excerpt: 'busy',
  ms: 12,
};

/** Every adapter of the ports `SyncQueues`, `ParkedRows` and `QueueDepths` keeps these promises. */
export function describeSyncQueues(open: () => Promise<SyncStoreUnderTest>): void {
  let store: SyncStoreUnderTest;
  let lease: Lease;
  beforeEach(async () => {
    store = await open();
    lease = await leaseOf(store);
  });

  const capture = async (...changes: ReturnType<typeof change>[]) => {
    for (const one of changes) await store.pending.capture([one]);
    return changes.map(({ number }) => number);
  };
  const customers = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => change('insert', `C${from + index}`));
  const move = (limit: number, lanes = ALL_LANES) => store.queues.moveBatch({ lanes, limit, lease });
  const numbers = (rows: readonly SyncRow[]) => rows.map(({ number }) => number);
  const firstRow = async () => (await inProgress(store))[0] as SyncRow;

  describe('a batch', () => {
    it('is moved once: what is in progress is pending no more', async () => {
      const made = await capture(...customers(5));
      expect(numbers(await move(10)).sort()).toEqual(made.toSorted());
      expect(await move(10)).toEqual([]);
      expect(numbers(await inProgress(store))).toEqual(made);
    });

    it('has at most as many rows as are asked for', async () => {
      await capture(...customers(9));
      const sizes = [(await move(4)).length, (await move(4)).length, (await move(4)).length];
      expect(sizes.every((size) => size <= 4)).toBe(true);
      expect(sizes.reduce((sum, size) => sum + size) + (await moveAll(store)).length).toBe(9);
    });

    it('takes the rows of a customer in their order, of both pending queues, however small it is', async () => {
      const made = await capture(
        change('delete', 'C1'),
        change('insert', 'T1', { objName: 'Transaction' }),
        change('insert', 'C1'),
        change('insert', 'T2', { objName: 'Transaction' }),
        change('insert', 'T3', { objName: 'Transaction' }),
      );
      const rows: SyncRow[] = [];
      for (let count = 0; count < 5; count++) rows.push(...(await move(1)));
      expect(numbers(rows)).toEqual(made);
    });

    it('takes a long queue of one customer in order', async () => {
      const changes = Array.from({ length: 60 }, (_, index) =>
        change('insert', `T${index}`, { objName: 'Transaction' }),
      );
      const made = await capture(...changes);
      expect(numbers(await move(100)).concat(numbers(await moveAll(store)))).toEqual(made);
    });

    it('leaves the lanes of other workers alone', async () => {
      await capture(change('insert', 'C1'), change('insert', 'C2'));
      expect(laneOf('C1')).not.toBe(laneOf('C2'));
      expect(await move(10, [laneOf('C2')])).toMatchObject([{ uniqueId: 'C2' }]);
      expect(await inProgress(store, [laneOf('C1')])).toEqual([]);
      expect(await move(10, [laneOf('C1')])).toMatchObject([{ uniqueId: 'C1' }]);
    });

    it('finds what came since in lanes that were empty', async () => {
      expect(await move(10)).toEqual([]);
      await capture(...customers(3));
      expect(await move(10)).toHaveLength(3);
      await capture(...customers(3, 10));
      expect(await moveAll(store)).toHaveLength(3);
    });
  });

  describe('what is in progress', () => {
    it('comes by number, and goes on behind the row that was last seen', async () => {
      const made = await capture(...customers(20));
      await moveAll(store);
      const seen: SyncRow[] = [];
      for (;;) {
        const after = seen.at(-1);
        const rows = await store.queues.inProgress({ lanes: ALL_LANES, limit: 7, ...(after && { after }) });
        if (rows.length === 0) break;
        expect(rows.length).toBeLessThanOrEqual(7);
        seen.push(...rows);
      }
      expect(numbers(seen)).toEqual(made);
    });

    it('is removed once delivered; removing it again does nothing', async () => {
      await capture(...customers(2));
      const [first, second] = await moveAll(store);
      await store.queues.remove(first as SyncRow, lease);
      await store.queues.remove(first as SyncRow, lease);
      expect(await inProgress(store)).toEqual([second]);
    });

    it('is removed in any number at once', async () => {
      await capture(...customers(130));
      const rows = await moveAll(store);
      await Promise.all(rows.map((row) => store.queues.remove(row, lease)));
      expect(await inProgress(store)).toEqual([]);
    });
  });

  describe('without the lease', () => {
    beforeEach(async () => {
      await capture(...customers(2));
      await move(10);
      await capture(change('insert', 'C9'));
    });

    const expectRefused = async (late: Lease) => {
      const row = await firstRow();
      await expectCode(store.queues.moveBatch({ lanes: ALL_LANES, limit: 5, lease: late }), 'LEASE_LOST');
      await expectCode(store.queues.remove(row, late), 'LEASE_LOST');
      await expectCode(store.queues.park(row, FAILURE, late), 'LEASE_LOST');
      expect(await inProgress(store)).toHaveLength(2);
      expect(await store.parked.list({ limit: 10 })).toEqual([]);
    };

    it('nothing is written once another run has taken over', async () => {
      store.time.now = lease.until;
      await leaseOf(store, 'another');
      await expectRefused(lease);
    });

    it('nothing is written once it was given back', async () => {
      await store.leases.release(lease);
      await expectRefused(lease);
    });

    it('that has run out but that nobody has taken, writes go on', async () => {
      store.time.now = lease.until + 1;
      await store.queues.remove(await firstRow(), lease);
      expect(await inProgress(store)).toHaveLength(1);
    });
  });

  describe('a parked row', () => {
    const park = async () => {
      const row = (await moveAll(store))[0] as SyncRow;
      await store.queues.park(row, FAILURE, lease);
      return row;
    };

    it('is whole, out of the way, and says why', async () => {
      await capture(change('insert', 'C1'));
      const row = await park();
      expect(await inProgress(store)).toEqual([]);
      expect(await store.parked.list({ limit: 10 })).toEqual([
        { row, reason: FAILURE, parkedAt: store.time.now },
      ]);
    });

    it('comes with others by number, page by page', async () => {
      const made = await capture(...customers(5));
      for (const row of await moveAll(store)) await store.queues.park(row, FAILURE, lease);
      const first = await store.parked.list({ limit: 3 });
      const rest = await store.parked.list({ limit: 3, after: first.at(-1)?.row.number ?? '' });
      expect([...first, ...rest].map(({ row }) => row.number)).toEqual(made);
    });

    it('goes back under its number, in front of what its customer has waiting', async () => {
      await capture(change('insert', 'C1'));
      const row = await park();
      await capture(change('insert', 'T1', { objName: 'Transaction' }));
      expect(await store.parked.redrive(row.number)).toBe('redriven');
      expect(await store.parked.list({ limit: 10 })).toEqual([]);
      expect(await moveAll(store)).toMatchObject([row, { uniqueId: 'T1' }]);
      expect(await store.parked.redrive(row.number)).toBe('absent');
    });

    it('that went back takes further changes, and a delete takes it out', async () => {
      await capture(change('insert', 'C1'));
      const { number } = await park();
      await store.parked.redrive(number);
      const last = change('update', 'C1');
      await capture(last);
      expect(await park()).toMatchObject({ number, action: 'CREATE', jsonObject: last.jsonObject });
      await store.parked.redrive(number);
      const [deleted] = await capture(change('delete', 'C1'));
      expect(await moveAll(store)).toMatchObject([{ number: deleted, action: 'DELETE' }]);
    });

    it('whose object has changed since does not go out any more: an older image never follows a newer one', async () => {
      await capture(change('insert', 'C1'));
      const { number } = await park();
      await capture(change('update', 'C1'));
      expect(await store.parked.redrive(number)).toBe('superseded');
      expect(await moveAll(store)).toMatchObject([{ action: 'UPDATE' }]);
      expect(await store.parked.list({ limit: 10 })).toEqual([]);
    });

    it('that was a DELETE goes back, though the DELETE had taken further deletes in', async () => {
      await capture(change('delete', 'C1'), change('insert', 'C1'), change('delete', 'C1'));
      const { number } = await park();
      expect(await store.parked.redrive(number)).toBe('redriven');
      expect(await moveAll(store)).toMatchObject([{ action: 'DELETE', number }]);
    });

    it('can be let go', async () => {
      await capture(change('insert', 'C1'));
      const { number } = await park();
      expect(await store.parked.discard(number)).toBe(true);
      expect(await store.parked.discard(number)).toBe(false);
      expect(await store.parked.redrive(number)).toBe('absent');
    });

    it('is none when its customer has been deleted meanwhile', async () => {
      await capture(change('insert', 'C1'));
      const [row] = await moveAll(store);
      await capture(change('delete', 'C1'));
      await store.queues.park(row as SyncRow, FAILURE, lease);
      expect(await store.parked.list({ limit: 10 })).toEqual([]);
    });

    it('is whole though it is too large for an item', async () => {
      const jsonObject = JSON.stringify({ notes: 'n'.repeat(350_000) });
      await capture(change('insert', 'C1', { jsonObject }));
      const { number } = await park();
      expect((await store.parked.list({ limit: 1 }))[0]?.row.jsonObject).toBe(jsonObject);
      await store.parked.redrive(number);
      expect((await moveAll(store))[0]?.jsonObject).toBe(jsonObject);
    });
  });

  describe('the depths', () => {
    it('of empty queues are none', async () => {
      const none = { depth: 0 };
      expect(await store.depths.read()).toEqual({
        customerPending: none,
        transactionPending: none,
        progress: none,
        parked: none,
      });
    });

    it('count every way that a row can take, and know the oldest', async () => {
      const changes = customers(6);
      await capture(...changes, change('update', 'C0'), change('insert', 'T1', { objName: 'Transaction' }));
      expect(await store.depths.read()).toMatchObject({
        customerPending: { depth: 6, oldestAt: changes[0]?.at },
        transactionPending: { depth: 1 },
        progress: { depth: 0 },
      });
      const rows = await moveAll(store, [laneOf('C0'), laneOf('C1'), laneOf('C2'), laneOf('C3')]);
      const [one, two, three, four] = rows as [SyncRow, SyncRow, SyncRow, SyncRow];
      expect(rows.length).toBeGreaterThanOrEqual(4);
      await store.queues.remove(one, lease);
      await store.queues.remove(one, lease);
      await store.queues.park(two, FAILURE, lease);
      await store.queues.park(three, FAILURE, lease);
      await store.parked.redrive(two.number);
      await capture(change('delete', four.uniqueId), change('delete', 'C5'));
      await store.parked.discard(three.number);
      await store.parked.discard(three.number);
      const left = await store.depths.read();
      const [progress, pending] = [await inProgress(store), await moveAll(store)];
      const of = (objName: string) => pending.filter((row) => row.objName === objName);
      expect(left.progress.depth).toBe(progress.length);
      expect(left.customerPending.depth).toBe(of('Customer').length);
      expect(left.transactionPending.depth).toBe(of('Transaction').length);
      expect(left.parked).toEqual({ depth: 0 });
      expect(left.customerPending.oldestAt).toBe(Math.min(...of('Customer').map((row) => row.enqueuedAt)));
    });
  });
}
