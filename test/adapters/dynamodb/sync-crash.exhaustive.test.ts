import type { FakeCall, FakeDynamoDb, Faults } from '../../support/fake-dynamodb.ts';
import {
  expectDeletesBefore,
  expectOrder,
  expectRightEnd,
  type Step,
  SyncScene,
} from '../../support/sync-scene.ts';
import { fakeSyncStore, fakeSyncTables, SYNC_TABLES } from '../../support/sync-stores.ts';

const put = (record: string, large = false): Step => ({ do: 'put', record, large });
const stream = (count: number, again = 0): Step => ({ do: 'stream', count, again });
const move = (count: number): Step => ({ do: 'move', count });
const deliver = (count: number): Step => ({ do: 'deliver', count });

/** Every way that a row can take, for customers small and large. */
const STORY: readonly Step[] = [
  put('Customer#1'),
  put('Customer#2', true),
  put('Transaction#T1'),
  stream(3),
  put('Customer#1'),
  put('Customer#2', true),
  stream(2, 2),
  move(4),
  deliver(1),
  put('Customer#1'),
  { do: 'mark', record: 'Customer#2' },
  put('Transaction#T1'),
  stream(3),
  put('Customer#2', true),
  put('Customer#3'),
  { do: 'remove', record: 'Customer#3' },
  stream(4),
  deliver(2),
  move(3),
  put('Customer#1', true),
  { do: 'mark', record: 'Customer#1' },
  stream(2),
  deliver(4),
];

class Killed extends Error {}

/** A process that dies at its `call`th call, before or after that has happened: no later call of it goes out. */
function dyingAt(
  call: number,
  when: 'before' | 'after',
): { readonly faults: Faults; readonly isDead: () => boolean; readonly calls: () => number } {
  const numbers = new Map<FakeCall, number>();
  let dead = false;
  const dieAt = (moment: 'before' | 'after') => (one: FakeCall) => {
    if (moment === 'before') numbers.set(one, numbers.size + 1);
    dead ||= numbers.get(one) === call && moment === when;
    if (dead) throw new Killed();
  };
  return {
    isDead: () => dead,
    calls: () => numbers.size,
    faults: { before: dieAt('before'), after: dieAt('after') },
  };
}

function rowNumbers(fake: FakeDynamoDb): readonly string[] {
  const { ledger: _ledger, ...queues } = SYNC_TABLES;
  return Object.values(queues).flatMap((table) => fake.items(table).map((item) => item.NUMBER?.N ?? ''));
}

/** Tells the story with a process that dies once; how many calls it made. */
async function tell(call: number, when: 'before' | 'after'): Promise<number> {
  const fake = fakeSyncTables();
  const { faults, isDead, calls } = dyingAt(call, when);
  const first = fakeSyncStore({ fake, faults });
  const scene = new SyncScene(first);
  const live = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!isDead()) throw error;
      const numbers = rowNumbers(fake);
      expect(new Set(numbers).size).toBe(numbers.length);
      await scene.restart(fakeSyncStore({ fake, largeTexts: first.largeTexts }));
      await act();
    }
  };
  for (const step of STORY) await live(() => scene.take(step));
  await live(() => scene.finish());
  await scene.restart(fakeSyncStore({ fake, largeTexts: first.largeTexts }));
  await scene.expectEmptyQueues();
  expectRightEnd(scene);
  expectOrder(scene);
  expectDeletesBefore(scene);
  expect(first.largeTexts.texts.size).toBeLessThanOrEqual(isDead() ? 2 : 0);
  return calls();
}

describe.each(['before', 'after'] as const)('a process that is killed %s a call to DynamoDB', (when) => {
  it('loses nothing, whichever call that is', async () => {
    const calls = await tell(0, when);
    expect(calls).toBeGreaterThan(40);
    for (let call = 1; call <= calls; call++) await tell(call, when);
  }, 60_000);
});
