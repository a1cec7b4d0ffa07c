import fc from 'fast-check';
import {
  expectDeletesBefore,
  expectOrder,
  expectRightEnd,
  RECORDS,
  type Step,
  SyncScene,
} from '../support/sync-scene.ts';
import { fakeSyncStore, memorySyncStore } from '../support/sync-stores.ts';

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('put', 'put', 'mark', 'remove'),
      record: fc.constantFrom(...RECORDS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('stream'),
      count: fc.nat(5),
      again: fc.constantFrom(0, 0, 1, 3, 9),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('move', 'deliver'), count: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash'), afterDelivery: fc.boolean() }) },
) as fc.Arbitrary<Step>;

describe.each([
  ['in memory', () => memorySyncStore(), 1500],
  ['on DynamoDB', () => fakeSyncStore(), 150],
])('whatever happens to the queues %s', (_name, open, numRuns) => {
  it('the receiver ends with what stands in the table, and never goes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const scene = new SyncScene(open());
        for (const one of steps) await scene.take(one);
        await scene.finish();
        await scene.expectEmptyQueues();
        expectRightEnd(scene);
        expectOrder(scene);
        expectDeletesBefore(scene);
      }),
      { numRuns },
    );
  }, 60_000);
});
