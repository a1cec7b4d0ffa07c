import {
  BatchGetItemCommand,
  type BatchWriteItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { failureOf } from '../../../lambda/adapters/dynamodb/failure.ts';
import { TableCalls } from '../../../lambda/adapters/dynamodb/table-calls.ts';

const NOW = Date.UTC(2026, 0, 1);
const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name }, more);
const key = (id: number) => ({ id: { S: `${id}` } });

/** Calls on a client that answers as the test says, and the waits between them. */
function callsOn(answer: (command: unknown, call: number) => unknown) {
  const sent: { input: Record<string, unknown> }[] = [];
  const waits: number[] = [];
  let now = NOW;
  const send = async (command: { input: Record<string, unknown> }) => {
    sent.push(command);
    return answer(command, sent.length);
  };
  const calls = new TableCalls({
    client: { send } as never,
    clock: () => now,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  });
  return { calls, sent, waits };
}

describe('reading', () => {
  it('asks again for what was not processed, and puts each item in its key’s place', async () => {
    const { calls, sent, waits } = callsOn((command, call) => {
      const { RequestItems } = (command as BatchGetItemCommand).input;
      const keys = RequestItems?.T?.Keys ?? [];
      if (call > 1) return { Responses: { T: keys } };
      return { Responses: { T: [keys[1]] }, UnprocessedKeys: { T: { Keys: [keys[0], keys[2]] } } };
    });
    expect(await calls.get('T', [key(1), key(2), key(3)])).toEqual([key(1), key(2), key(3)]);
    expect(sent.map((command) => command instanceof BatchGetItemCommand)).toEqual([true, true]);
    expect(waits).toEqual([10]);
  });

  it('asks for a hundred at a time', async () => {
    const { calls, sent } = callsOn(() => ({ Responses: { T: [] } }));
    const keys = Array.from({ length: 250 }, (_, index) => key(index));
    expect(await calls.get('T', keys)).toEqual(Array(250).fill(undefined));
    expect(sent).toHaveLength(3);
    expect(await calls.get('T', [])).toEqual([]);
  });

  it('gives up after a few failures that pass, and at once after one that lasts', async () => {
    const throttled = callsOn(() => Promise.reject(named('ThrottlingException')));
    await expect(throttled.calls.get('T', [key(1)])).rejects.toMatchObject({
      code: 'CONTENTION',
      retryable: true,
    });
    expect(throttled.sent).toHaveLength(5);
    const denied = callsOn(() => Promise.reject(named('AccessDeniedException')));
    await expect(denied.calls.get('T', [key(1)])).rejects.toThrow('AccessDeniedException');
    expect(denied.sent).toHaveLength(1);
  });
});

describe('writing', () => {
  it('sends what was not processed again, 25 at a time', async () => {
    const { calls, sent } = callsOn((command, call) => {
      const { RequestItems } = (command as BatchWriteItemCommand).input;
      return call === 1 ? { UnprocessedItems: { T: RequestItems?.T?.slice(0, 2) } } : {};
    });
    await calls.write(
      'T',
      Array.from({ length: 30 }, (_, id) => ({ PutRequest: { Item: key(id) } })),
    );
    const sizes = sent.map(
      ({ input }) => (input as { RequestItems: { T: unknown[] } }).RequestItems.T.length,
    );
    expect(sizes).toEqual([25, 2, 5]);
  });
});

describe('a transaction', () => {
  it('whose answer is lost is sent again with the same token, and as it was', async () => {
    const { calls, sent } = callsOn((_, call) => {
      if (call < 3) throw named('TimeoutError');
      return {};
    });
    expect(await calls.transact([{ Delete: { TableName: 'T', Key: key(1) } }], NOW + 1000)).toEqual({
      kind: 'done',
    });
    expect(sent).toHaveLength(3);
    expect(sent[0]).toBeInstanceOf(TransactWriteItemsCommand);
    expect(new Set(sent.map(({ input }) => JSON.stringify(input))).size).toBe(1);
    expect(sent[0]?.input.ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('without an answer until the deadline may have happened, which is what it says', async () => {
    const { calls } = callsOn(() => Promise.reject(named('TimeoutError')));
    const lost = calls.transact([{ Delete: { TableName: 'T', Key: key(1) } }], NOW + 100);
    await expect(lost).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('may have'),
    });
  });

  it('that is throttled is sent again, one that is cancelled is not', async () => {
    const cancelled = (...codes: string[]) =>
      new TransactionCanceledException({
        message: '',
        $metadata: {},
        CancellationReasons: codes.map((Code) => ({ Code })),
      });
    const { calls, sent } = callsOn((_, call) => {
      throw call === 1
        ? cancelled('None', 'ThrottlingError')
        : cancelled('ConditionalCheckFailed', 'ThrottlingError');
    });
    const outcome = await calls.transact([], NOW + 1000);
    expect(outcome).toMatchObject({ kind: 'cancelled', reasons: [{ Code: 'ConditionalCheckFailed' }, {}] });
    expect(sent).toHaveLength(2);
  });
});

describe('waits', () => {
  it('grow to four seconds at most, and are drawn', async () => {
    const { calls, waits } = callsOn(() => ({}));
    for (const tries of [1, 2, 5, 50]) await calls.pause(tries);
    expect(waits).toEqual([10, 20, 160, 2000]);
  });
});

describe('a failure', () => {
  it.each([
    ['TimeoutError', named('TimeoutError'), 'passing'],
    ['a reset connection', named('Error', { code: 'ECONNRESET' }), 'passing'],
    ['a 500', named('Unheard', { $metadata: { httpStatusCode: 500 } }), 'passing'],
    ['throttling', named('ProvisionedThroughputExceededException'), 'passing'],
    ['a transaction on its way', named('TransactionInProgressException'), 'passing'],
    ['a wrong request', named('ValidationException', { $metadata: { httpStatusCode: 400 } }), 'lasting'],
    ['something thrown', 'x', 'lasting'],
  ] as const)('such as %s is told', (_name, error, kind) => {
    expect(failureOf(error)).toEqual({ kind });
  });
});
