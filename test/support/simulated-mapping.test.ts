import type { StreamRecord } from '../../lambda/event-publisher/contract.ts';
import { type Invocation, type MappingOptions, SimulatedMapping } from './simulated-mapping.ts';
import { SteppedTime } from './stepped-time.ts';
import { CREATED_AT_S, sequenceNumber, streamRecord } from './stream-records.ts';

const RECORDS = Array.from({ length: 8 }, (_, index) => streamRecord({ position: index + 1 }));
const positionsOf = (records: readonly StreamRecord[]) =>
  records.map(({ eventID }) => Number.parseInt(eventID ?? '', 16));
const failedAt = (...positions: number[]): Invocation => ({
  returned: {
    batchItemFailures: positions.map((position) => ({ itemIdentifier: sequenceNumber(position) })),
  },
});
const SUCCESS: Invocation = { returned: { batchItemFailures: [] } };
const ERROR: Invocation = { failed: true };

/** Positions that each call brought, given what the calls answer in turn; success at the end. */
async function calls(answers: readonly Invocation[], options: Partial<MappingOptions> = {}) {
  const time = new SteppedTime(CREATED_AT_S * 1000);
  const mapping = new SimulatedMapping(
    {
      batchSize: 8,
      bisectBatchOnFunctionError: false,
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: -1,
      ...options,
    },
    time,
  );
  const seen: number[][] = [];
  const draining = mapping.drain(RECORDS, async (records) => {
    seen.push(positionsOf(records));
    return answers[seen.length - 1] ?? SUCCESS;
  });
  await time.until(draining);
  const discarded = mapping.onFailure.map(({ condition, payload }) => [
    condition,
    positionsOf(payload.Records),
  ]);
  return { seen, discarded };
}

const ALL = [1, 2, 3, 4, 5, 6, 7, 8];

describe('the simulated event source mapping', () => {
  it('hands the shard over in order, batch by batch', async () => {
    const { seen } = await calls([], { batchSize: 3 });
    expect(seen).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8],
    ]);
  });

  it('starts again at the lowest sequence number that is returned', async () => {
    const { seen } = await calls([failedAt(7, 4, 5)]);
    expect(seen).toEqual([ALL, [4, 5, 6, 7, 8]]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['null failures', { batchItemFailures: null }],
    ['no failures', { batchItemFailures: [] }],
  ])('takes %s as success', async (_what, returned) => {
    expect((await calls([{ returned }])).seen).toEqual([ALL]);
  });

  it.each<[string, unknown]>([
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a misspelt key', { batchItemFailures: [{ itemIdentifer: sequenceNumber(4) }] }],
    ['an identifier of another batch', { batchItemFailures: [{ itemIdentifier: sequenceNumber(99) }] }],
    ['failures that are no list', { batchItemFailures: 'all' }],
  ])('takes %s as failure of the whole batch', async (_what, returned) => {
    expect((await calls([{ returned }])).seen).toEqual([ALL, ALL]);
  });

  it('repeats the batch after an error', async () => {
    expect((await calls([ERROR, ERROR])).seen).toEqual([ALL, ALL, ALL]);
  });

  it('halves the batch after an error, and uses up no retry by it', async () => {
    const { seen, discarded } = await calls([ERROR, ERROR, ERROR, ERROR], {
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 0,
    });
    expect(seen).toEqual([ALL, [1, 2, 3, 4], [1, 2], [1], [2], [3, 4], [5, 6, 7, 8]]);
    expect(discarded).toEqual([['RetryAttemptsExhausted', [1]]]);
  });

  it('splits at the returned number when it halves batches', async () => {
    const { seen } = await calls([failedAt(7)], { bisectBatchOnFunctionError: true });
    expect(seen).toEqual([ALL, [7, 8]]);
  });

  it('gives up after so many retries, whole, and goes on', async () => {
    const { seen, discarded } = await calls([ERROR, ERROR, ERROR], { batchSize: 4, maximumRetryAttempts: 2 });
    expect(seen).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
    expect(discarded).toEqual([['RetryAttemptsExhausted', [1, 2, 3, 4]]]);
  });

  it('gives up what has become too old, whole', async () => {
    const errors = new Array<Invocation>(12).fill(ERROR);
    const { discarded } = await calls(errors, { maximumRecordAgeInSeconds: 60 });
    expect(discarded).toEqual([['RecordAgeExceeded', ALL]]);
  });
});
