import fc from 'fast-check';
import { ReadyRows } from '../../lambda/data-sync/ready-rows.ts';
import type { SyncRow } from '../../lambda/domain/sync-row.ts';
import { syncRow } from '../support/sync-rows.ts';

const one = () => 1;

function rowsOf(...customers: readonly string[]): ReadyRows {
  const rows = new ReadyRows();
  for (const [index, customer] of customers.entries()) rows.add(syncRow(index + 1, customer));
  return rows;
}

const numbers = (rows: readonly SyncRow[]) => rows.map(({ number }) => number);

describe('rows that wait', () => {
  it('are taken of the customer that has most of them', () => {
    const rows = rowsOf('A', 'B', 'B', 'C', 'C', 'C');
    expect(numbers(rows.take(one))).toEqual(['4']);
    expect(numbers(rows.take(one))).toEqual(['2']);
    expect(numbers(rows.take(one))).toEqual(['1']);
    expect(rows.take(one)).toEqual([]);
  });

  it('take turns where customers have as many', () => {
    const rows = rowsOf('A', 'B', 'A', 'B');
    const order = Array.from({ length: 4 }, () => {
      const [row] = rows.take(one);
      if (row !== undefined) rows.release(row.orderKey);
      return row?.orderKey;
    });
    expect(order).toEqual(['A', 'B', 'A', 'B']);
  });

  it('are as many as the customer’s limit allows', () => {
    const rows = rowsOf('A', 'A', 'A');
    expect(numbers(rows.take((customer) => (customer === 'A' ? 2 : 1)))).toEqual(['1', '2']);
    expect(rows.size).toBe(1);
  });

  it('wait while a request of their customer is in flight, those that come meanwhile too', () => {
    const rows = rowsOf('A', 'A');
    rows.take(one);
    rows.add(syncRow(3, 'A'));
    expect(rows.take(one)).toEqual([]);
    rows.release('A');
    expect(numbers(rows.take(() => 9))).toEqual(['2', '3']);
  });

  it('go back to their place in front, and wait until their customer is released', () => {
    const rows = rowsOf('A', 'A', 'A');
    rows.hold(rows.take(() => 2) as [SyncRow, SyncRow]);
    expect([rows.size, rows.heldSize]).toEqual([3, 3]);
    expect(rows.take(one)).toEqual([]);
    rows.release('A');
    expect(rows.heldSize).toBe(0);
    expect(numbers(rows.take(() => 9))).toEqual(['1', '2', '3']);
  });

  it('of customers that are held back can be forgotten', () => {
    const rows = rowsOf('A', 'A', 'B');
    rows.hold(rows.take(one) as [SyncRow]);
    expect(rows.dropHeld()).toEqual(['A']);
    expect([rows.size, rows.heldSize]).toEqual([1, 0]);
    expect(rows.dropHeld()).toEqual([]);
  });

  it('behave as the plainest list would', () => {
    const command = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), who: fc.nat(5) }) },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('take' as const), who: fc.integer({ min: 1, max: 3 }) }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), who: fc.nat(5) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), who: fc.nat(5) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), who: fc.constant(0) }) },
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
        const rows = new ReadyRows();
        const waiting = new Map<string, SyncRow[]>();
        const inFlight = new Map<string, readonly SyncRow[]>();
        const held = new Set<string>();
        const lengthOf = (who: string) => waiting.get(who)?.length ?? 0;
        for (const [index, { do: what, who: n }] of commands.entries()) {
          const who = `C${n}`;
          if (what === 'add') {
            const row = syncRow(index, who);
            rows.add(row);
            waiting.set(who, [...(waiting.get(who) ?? []), row]);
          } else if (what === 'take') {
            const ready = [...waiting.keys()].filter((key) => !inFlight.has(key) && !held.has(key));
            const longest = Math.max(0, ...ready.map(lengthOf));
            const taken = rows.take(() => n);
            if (longest === 0) expect(taken).toEqual([]);
            else {
              const key = taken[0]?.orderKey ?? '';
              expect(ready).toContain(key);
              expect(lengthOf(key)).toBe(longest);
              expect(taken).toEqual(waiting.get(key)?.slice(0, n));
              waiting.set(key, waiting.get(key)?.slice(n) ?? []);
              inFlight.set(key, taken);
            }
          } else if (what === 'release') {
            rows.release(who);
            inFlight.delete(who);
            held.delete(who);
          } else if (what === 'hold') {
            const taken = inFlight.get(who);
            if (taken === undefined) continue;
            rows.hold(taken as [SyncRow]);
            inFlight.delete(who);
            held.add(who);
            waiting.set(who, [...taken, ...(waiting.get(who) ?? [])]);
          } else {
            const dropped = [...held].filter((key) => lengthOf(key) > 0);
            expect(rows.dropHeld().toSorted()).toEqual(dropped.toSorted());
            for (const key of dropped) waiting.set(key, []);
          }
          const all = [...waiting.keys()];
          const sum = (keys: readonly string[]) => keys.reduce((total, key) => total + lengthOf(key), 0);
          expect([rows.size, rows.heldSize]).toEqual([sum(all), sum(all.filter((key) => held.has(key)))]);
        }
      }),
    );
  });
});
