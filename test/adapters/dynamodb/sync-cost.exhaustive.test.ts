import type { JsonObject } from '../../../lambda/domain/json.ts';
import { RequestUnits } from '../../support/request-units.ts';
import {
  ALL_LANES,
  change,
  fakeSyncStore,
  fakeSyncTables,
  inProgress,
  leaseOf,
} from '../../support/sync-stores.ts';
import { testObject } from '../../support/test-data.ts';

const [message] = testObject('orce-customermod.body.json').messages as readonly JsonObject[];
/** The seed's customer: 2.3 kB of text, so that its row takes 3 kB. */
const TEXT = message?.payload as string;

/** Sends so many customers through the queues, and counts units by the message. */
async function count(customers: number) {
  const fake = fakeSyncTables();
  const spent = new RequestUnits(fake);
  const store = fakeSyncStore({ fake, faults: spent.faults });
  const measure = async (act: () => Promise<unknown>) => {
    const before = { writes: spent.writes, reads: spent.reads, calls: spent.calls };
    await act();
    return {
      writes: (spent.writes - before.writes) / customers,
      reads: (spent.reads - before.reads) / customers,
      calls: (spent.calls - before.calls) / customers,
    };
  };
  const ids = Array.from({ length: customers }, (_, index) => `C${index}`);
  const captureAll = (kind: 'insert' | 'update') =>
    Promise.all(ids.map((id) => store.pending.capture([change(kind, id, { jsonObject: TEXT })])));
  const capture = await measure(() => captureAll('insert'));
  const fold = await measure(() => captureAll('update'));
  const lease = await leaseOf(store);
  const move = await measure(async () => {
    while ((await store.queues.moveBatch({ lanes: ALL_LANES, limit: 500, lease })).length > 0);
  });
  const rows = await inProgress(store);
  const remove = await measure(() => Promise.all(rows.map((row) => store.queues.remove(row, lease))));
  const look = await measure(() => store.depths.read());
  return { capture, fold, move, remove, look: look.reads * customers };
}

describe('request units of a message of the seed’s size', () => {
  it('are those that docs/parts/data-sync-capture.md tells, in full batches', async () => {
    const { capture, fold, move, remove } = await count(300);
    // The mark 2, the row 2 x 3, and a share of the counter; one read of the mark.
    expect(capture.writes).toBeCloseTo(8, 0);
    expect(capture.reads).toBe(1);
    // Again, and a read of the row that it folds into.
    expect(fold.writes).toBeCloseTo(8, 0);
    expect(fold.reads).toBe(2);
    // Out of one table and into the other, 2 x 3 each, and a share of the lease.
    expect(move.writes).toBeCloseTo(12, 0);
    // Each lane three times a batch, and the rows themselves.
    expect(move.reads).toBeLessThan(2.5);
    expect(remove.writes).toBeCloseTo(6, 0);
    expect(remove.reads).toBe(0);
    // Ninety-nine actions go in one transaction.
    expect(capture.calls + move.calls + remove.calls).toBeLessThan(3);
  }, 60_000);

  it('are the same whatever the length of the queues, and so is a look at them', async () => {
    const [few, many] = [await count(150), await count(450)];
    for (const step of ['capture', 'move', 'remove'] as const)
      expect(Math.abs(many[step].writes - few[step].writes)).toBeLessThan(0.3);
    expect(many.move.reads).toBeLessThanOrEqual(few.move.reads + 0.1);
    // 64 lanes of two queues that are empty now and one that is empty too, and some small rows.
    expect(many.look).toBeLessThanOrEqual(200);
    expect(many.look).toBe(few.look);
  }, 60_000);
});
