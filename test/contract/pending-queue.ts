import { laneOf } from '../../lambda/domain/sync-row.ts';
import { change, inProgress, leaseOf, moveAll, type SyncStoreUnderTest } from '../support/sync-stores.ts';

/** Every adapter of the port `PendingQueue` keeps these promises. `open` makes a new, empty store. */
export function describePendingQueue(open: () => Promise<SyncStoreUnderTest>): void {
  let store: SyncStoreUnderTest;
  beforeEach(async () => {
    store = await open();
  });

  const captureAll = async (...changes: ReturnType<typeof change>[]) => {
    for (const one of changes) await store.pending.capture([one]);
  };
  const summaries = async () =>
    (await moveAll(store)).map(({ action, uniqueId, jsonObject }) => [action, uniqueId, jsonObject]);

  describe('numbers', () => {
    it('are given out once, whoever asks at the same time, and grow', async () => {
      const firsts = await Promise.all([1, 10, 3, 10].map((count) => store.pending.takeNumbers(count)));
      const next = await store.pending.takeNumbers(1);
      expect(next).toBe(25n);
      expect(firsts.every((first) => first >= 1n && first < next)).toBe(true);
      expect(new Set(firsts).size).toBe(4);
    });
  });

  describe('a change', () => {
    it('of a new customer makes a row that holds it, in the lane of the customer', async () => {
      const insert = change('insert', 'C1');
      expect(await store.pending.capture([insert])).toEqual({ captured: 1, ignored: 0 });
      expect(await moveAll(store)).toEqual([
        {
          lane: laneOf('C1'),
          number: insert.number,
          objName: 'Customer',
          uniqueId: 'C1',
          orderKey: 'C1',
          action: 'CREATE',
          jsonObject: insert.jsonObject,
          enqueuedAt: insert.at,
          version: 1,
        },
      ]);
    });

    it('of a customer that nothing is pending for makes an UPDATE', async () => {
      await captureAll(change('update', 'C1'));
      expect(await summaries()).toEqual([['UPDATE', 'C1', expect.any(String)]]);
    });

    it('folds into the row that is pending, which keeps its number, its time and its CREATE', async () => {
      const [first, second, third] = [change('insert', 'C1'), change('update', 'C1'), change('update', 'C1')];
      await captureAll(first, second, third);
      const rows = await moveAll(store);
      expect(rows).toMatchObject([
        {
          number: first.number,
          action: 'CREATE',
          jsonObject: third.jsonObject,
          enqueuedAt: first.at,
          version: 3,
        },
      ]);
    });

    it('that was seen before does nothing', async () => {
      const [first, second] = [change('insert', 'C1'), change('update', 'C1')];
      await captureAll(first, second);
      expect(await store.pending.capture([second])).toEqual({ captured: 0, ignored: 1 });
      expect(await store.pending.capture([first, second])).toEqual({ captured: 0, ignored: 2 });
      expect(await moveAll(store)).toMatchObject([{ jsonObject: second.jsonObject, version: 2 }]);
      expect(await store.pending.capture([second])).toEqual({ captured: 0, ignored: 1 });
      expect(await moveAll(store)).toEqual([]);
    });

    it('that is older than one before it does nothing, whatever the length of its sequence number', async () => {
      const newer = change('update', 'C1', { sequence: '1000000000000000000000000000000' });
      const older = change('update', 'C1', { sequence: '999999999999999999999999999999' });
      await captureAll(newer, older);
      expect(await moveAll(store)).toMatchObject([{ jsonObject: newer.jsonObject, version: 1 }]);
    });

    it('goes with others of its object as one', async () => {
      const [first, second, third] = [change('insert', 'C1'), change('update', 'C1'), change('update', 'C1')];
      expect(await store.pending.capture([first, second, third])).toEqual({ captured: 3, ignored: 0 });
      expect(await moveAll(store)).toMatchObject([
        { number: first.number, action: 'CREATE', jsonObject: third.jsonObject, enqueuedAt: first.at },
      ]);
    });

    it('of a row that has moved makes a row behind it', async () => {
      const [first, second] = [change('insert', 'C1'), change('update', 'C1')];
      await captureAll(first);
      await moveAll(store);
      await captureAll(second);
      expect(await moveAll(store)).toMatchObject([{ number: second.number, action: 'UPDATE' }]);
      expect(await inProgress(store)).toMatchObject([
        { number: first.number, jsonObject: first.jsonObject },
        { number: second.number, jsonObject: second.jsonObject },
      ]);
    });

    it('whose number is older than one that its object has had gets a new one', async () => {
      await store.pending.takeNumbers(10_000_000);
      await captureAll(change('update', 'C1', { number: '5' }));
      await moveAll(store);
      await captureAll(change('update', 'C1', { number: '4' }));
      const [row] = await moveAll(store);
      expect(BigInt(row?.number ?? 0)).toBeGreaterThan(10_000_000n);
    });

    it('that comes from two sides at once counts once, and what it races with is not lost', async () => {
      const changes = Array.from({ length: 6 }, () => change('update', 'C1'));
      await Promise.all([...changes, ...changes].map((one) => store.pending.capture([one])));
      expect(await moveAll(store)).toMatchObject([{ jsonObject: changes.at(-1)?.jsonObject }]);
    });

    it('that races with the row being moved is in one of the queues', async () => {
      for (let round = 0; round < 10; round++) {
        await captureAll(change('update', 'C1'));
        const last = change('update', 'C1');
        const lease = await leaseOf(store);
        const [moved] = await Promise.all([
          store.queues.moveBatch({ lanes: [laneOf('C1')], limit: 5, lease }),
          store.pending.capture([last]),
        ]);
        const rows = [...moved, ...(await moveAll(store))];
        expect(rows.at(-1)?.jsonObject).toBe(last.jsonObject);
        for (const row of rows) await store.queues.remove(row, lease);
      }
    });
  });

  describe('a delete', () => {
    it('of a customer that nothing is queued for makes a DELETE without an object', async () => {
      await captureAll(change('delete', 'C1'));
      expect(await summaries()).toEqual([['DELETE', 'C1', null]]);
    });

    it('takes what is pending out, and leaves the DELETE', async () => {
      await captureAll(change('insert', 'C1'), change('insert', 'C2'), change('delete', 'C1'));
      expect(await summaries()).toEqual([
        ['CREATE', 'C2', expect.any(String)],
        ['DELETE', 'C1', null],
      ]);
    });

    it('takes what is in progress out too', async () => {
      await captureAll(change('insert', 'C1'));
      await moveAll(store);
      await captureAll(change('update', 'C1'));
      await moveAll(store);
      await captureAll(change('update', 'C1'), change('delete', 'C1'));
      expect(await inProgress(store)).toEqual([]);
      expect(await summaries()).toEqual([['DELETE', 'C1', null]]);
    });

    it('of a customer whose rows have been delivered is a row like any other', async () => {
      const lease = await leaseOf(store);
      for (let count = 0; count < 8; count++) {
        await captureAll(change('update', 'C1'));
        for (const row of await moveAll(store)) await store.queues.remove(row, lease);
      }
      await captureAll(change('update', 'C1'), change('delete', 'C1'));
      expect(await summaries()).toEqual([['DELETE', 'C1', null]]);
    });

    it('and a create after it are two rows, in that order', async () => {
      await captureAll(change('update', 'C1'), change('delete', 'C1'), change('insert', 'C1'));
      const last = change('update', 'C1');
      await captureAll(last);
      expect(await summaries()).toEqual([
        ['DELETE', 'C1', null],
        ['CREATE', 'C1', last.jsonObject],
      ]);
    });

    it('of what was deleted and created anew leaves one DELETE, the first', async () => {
      const deleted = change('delete', 'C1');
      await captureAll(deleted, change('insert', 'C1'), change('delete', 'C1'));
      expect(await moveAll(store)).toMatchObject([{ number: deleted.number, action: 'DELETE' }]);
    });

    it('goes behind a DELETE that is in progress, for that may have been sent before what follows it', async () => {
      await captureAll(change('delete', 'C1'), change('insert', 'C1'));
      await moveAll(store);
      const again = change('delete', 'C1');
      await captureAll(again);
      expect(await moveAll(store)).toMatchObject([{ number: again.number, action: 'DELETE' }]);
      expect(await inProgress(store)).toMatchObject([{ number: again.number }]);
    });

    it('leaves the transactions of the customer', async () => {
      await captureAll(change('insert', 'T1', { objName: 'Transaction' }), change('delete', 'C1'));
      expect(await summaries()).toMatchObject([
        ['CREATE', 'T1', expect.any(String)],
        ['DELETE', 'C1', null],
      ]);
    });
  });

  describe('a transaction', () => {
    const transaction = (kind: 'insert' | 'update') => change(kind, 'T1', { objName: 'Transaction' });

    it('is a CREATE that takes its place among the rows of its customer', async () => {
      await captureAll(change('insert', 'C1'), transaction('insert'));
      expect(await moveAll(store)).toMatchObject([
        { objName: 'Customer', orderKey: 'C1', lane: laneOf('C1') },
        { objName: 'Transaction', orderKey: 'C1', lane: laneOf('C1'), action: 'CREATE' },
      ]);
    });

    it('that is changed while it is pending is sent once, as it is then', async () => {
      await captureAll(transaction('insert'));
      const last = transaction('update');
      await captureAll(last);
      expect(await moveAll(store)).toMatchObject([{ action: 'CREATE', jsonObject: last.jsonObject }]);
    });

    it('that is changed later is a CREATE again, for the seed has no other message', async () => {
      await captureAll(transaction('insert'));
      await moveAll(store);
      await captureAll(transaction('update'));
      expect(await moveAll(store)).toMatchObject([{ action: 'CREATE', uniqueId: 'T1' }]);
    });
  });

  describe('an object too large for a row', () => {
    const large = (mark: string) => JSON.stringify({ customerID: 'C1', notes: `${mark} é`.repeat(120_000) });

    it('comes out whole, as it last was', async () => {
      const texts = [large('a'), large('b')];
      for (const text of texts) await captureAll(change('update', 'C1', { jsonObject: text }));
      expect((await moveAll(store)).map(({ jsonObject }) => jsonObject)).toEqual([texts[1]]);
      expect((await inProgress(store)).map(({ jsonObject }) => jsonObject)).toEqual([texts[1]]);
    });

    it('can become small, and large again', async () => {
      const texts = [large('a'), '{"customerID":"C1"}', large('c'), '{"customerID":"C1","source":null}'];
      for (const [index, text] of texts.entries()) {
        await captureAll(change('update', 'C1', { jsonObject: text }));
        if (index === 2) expect((await moveAll(store)).map(({ jsonObject }) => jsonObject)).toEqual([text]);
      }
      expect((await moveAll(store)).map(({ jsonObject }) => jsonObject)).toEqual([texts[3]]);
    });
  });
}
