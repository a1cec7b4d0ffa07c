import fc from 'fast-check';
import type { Lease } from '../../lambda/data-sync/ports.ts';
import { RowWindow } from '../../lambda/data-sync/row-window.ts';
import type { SyncRow } from '../../lambda/domain/sync-row.ts';
import { chance } from '../support/chance.ts';
import { syncRow } from '../support/sync-rows.ts';

const LEASE: Lease = { worker: 0, token: '1', until: 0 };

/** Queues that are nothing but two lists. */
function queuesOf(pending: SyncRow[], progress: SyncRow[] = []) {
  return {
    progress,
    async inProgress({ after, limit }: { after?: { number: string }; limit: number }) {
      return progress.filter(({ number }) => Number(number) > Number(after?.number ?? 0)).slice(0, limit);
    },
    async moveBatch({ limit }: { limit: number }) {
      const moved = pending.splice(0, limit);
      progress.push(...moved);
      return moved;
    },
    async remove({ number }: { number: string }) {
      progress.splice(
        progress.findIndex((row) => row.number === number),
        1,
      );
    },
    park: async () => {},
  };
}

describe('the window of rows', () => {
  it('reads all that is in progress, page by page, before it moves anything', async () => {
    const progress = [1, 2, 3].map((number) => syncRow(number, 'A'));
    const queues = queuesOf([syncRow(4, 'A')], progress);
    const window = new RowWindow({ queues, lanes: [], from: 'pending', batchSize: 2 });
    await window.refill(LEASE);
    expect([window.size, window.wantsMore]).toEqual([2, false]);
    window.take(() => 2);
    await window.refill(LEASE);
    await window.refill(LEASE);
    expect(window.size).toBe(1);
    await window.refill(LEASE);
    expect([window.size, window.isDone]).toEqual([2, false]);
  });

  it('can be filled again after a queue has failed', async () => {
    const queues = queuesOf([], [syncRow(1, 'A')]);
    let isBroken = true;
    const inProgress = async (request: Parameters<typeof queues.inProgress>[0]) => {
      if (isBroken) throw new Error('broken');
      return queues.inProgress(request);
    };
    const window = new RowWindow({
      queues: { ...queues, inProgress },
      lanes: [],
      from: 'progress',
      batchSize: 2,
    });
    await expect(window.refill(LEASE)).rejects.toThrow('broken');
    isBroken = false;
    await window.refill(LEASE);
    expect(window.size).toBe(1);
  });

  it('holds three batches at the most, and every row comes out once it can, in its customer’s order', async () => {
    const customers = fc.array(fc.nat(6), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(
        customers,
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        async (owners, batchSize, seed) => {
          const random = chance(seed);
          const made = owners.map((owner, index) => syncRow(index + 1, `C${owner}`));
          const queues = queuesOf([...made]);
          const window = new RowWindow({ queues, lanes: [], from: 'pending', batchSize });
          const held = new Set<string>();
          const out: SyncRow[] = [];
          const release = () => {
            for (const orderKey of held) window.release(orderKey);
            held.clear();
          };
          for (let step = 0; !window.isDone; step += 1) {
            expect(step).toBeLessThan(2_000);
            if (window.wantsMore) await window.refill(LEASE);
            expect(window.size).toBeLessThanOrEqual(3 * batchSize);
            const [row] = window.take(() => 1);
            if (row === undefined) {
              release();
              window.readAgain();
            } else if (random() < 0.4) {
              window.hold([row]);
              held.add(row.orderKey);
            } else {
              out.push(row);
              await queues.remove(row);
              window.release(row.orderKey);
            }
            if (random() < 0.1) release();
          }
          expect(out).toHaveLength(made.length);
          for (const { orderKey } of made)
            expect(out.filter((row) => row.orderKey === orderKey)).toEqual(
              made.filter((row) => row.orderKey === orderKey),
            );
        },
      ),
    );
  });
});
