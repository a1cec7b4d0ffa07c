import type { EventSink, OutgoingEvent, PutOutcome } from '../../lambda/event-publisher/ports.ts';

/** What disturbs the next call. */
export type Trouble =
  | 'throttle the second record'
  | 'no answer'
  | 'server error'
  | 'no permission'
  | 'reject "bad"';

/** A sink to try, and a look behind it. */
export interface EventSinkSetUp {
  readonly sink: EventSink;
  /** What a reader of the stream finds, in the order of storing. */
  readonly stored: () =>
    | Promise<readonly { partitionKey: string; data: string }[]>
    | readonly { partitionKey: string; data: string }[];
  /** Undefined where trouble cannot be made on purpose. */
  readonly disturb: ((trouble: Trouble) => void) | undefined;
  readonly close: () => Promise<void> | void;
}

/** An event whose bytes lie somewhere in a larger buffer. */
export function outgoing(partitionKey: string, data: string): OutgoingEvent {
  const bytes = Buffer.from(`before${data}after`);
  return { partitionKey, bytes, start: 6, end: bytes.length - 5 };
}

const statuses = (outcomes: readonly PutOutcome[]) => outcomes.map(({ status }) => status);

/** The promises of the port `EventSink`; every adapter of it keeps them. */
export function describeEventSink(name: string, setUp: () => Promise<EventSinkSetUp>): void {
  describe(`the event sink ${name}`, () => {
    let made: EventSinkSetUp;
    beforeEach(async () => {
      made = await setUp();
    });
    afterEach(() => made.close());

    const put = (events: readonly OutgoingEvent[], timeoutMs = 5_000) => made.sink.put(events, { timeoutMs });
    const disturb = (trouble: Trouble): boolean => {
      made.disturb?.(trouble);
      return made.disturb !== undefined;
    };

    it('stores each event with its key and exactly its bytes', async () => {
      const events = [
        outgoing('account-1', '{"n":77405618597879914}'),
        outgoing('"ü\\ 😀', '{"text":"é\u2028😀"}'),
        outgoing('account-3', '{}'),
      ];
      expect(statuses(await put(events))).toEqual(['delivered', 'delivered', 'delivered']);
      const stored = await made.stored();
      expect(stored.toSorted(byKey)).toEqual(
        [
          { partitionKey: 'account-1', data: '{"n":77405618597879914}' },
          { partitionKey: '"ü\\ 😀', data: '{"text":"é\u2028😀"}' },
          { partitionKey: 'account-3', data: '{}' },
        ].toSorted(byKey),
      );
    });

    it('takes 500 events in a call, and calls side by side', async () => {
      const call = (letter: string) =>
        put(Array.from({ length: 500 }, (_, index) => outgoing(`${letter}${index}`, `"${letter}${index}"`)));
      const outcomes = await Promise.all([call('a'), call('b'), call('c')]);
      expect(outcomes.flat().filter(({ status }) => status === 'delivered')).toHaveLength(1500);
      expect(new Set((await made.stored()).map(({ data }) => data)).size).toBe(1500);
    });

    it('says which event failed, and stores the others', async () => {
      if (!disturb('throttle the second record')) return;
      const outcomes = await put([outgoing('a', '1'), outgoing('b', '2'), outgoing('c', '3')]);
      expect(outcomes).toEqual([
        { status: 'delivered' },
        { status: 'retry', code: 'ProvisionedThroughputExceededException' },
        { status: 'delivered' },
      ]);
      expect((await made.stored()).map(({ partitionKey }) => partitionKey)).toEqual(['a', 'c']);
    });

    it.each<[Trouble, PutOutcome['status']]>([
      ['no answer', 'retry'],
      ['server error', 'retry'],
      ['no permission', 'refused'],
    ])('answers for every event when a call meets: %s', async (trouble, status) => {
      if (!disturb(trouble)) return;
      expect(statuses(await put([outgoing('a', '1'), outgoing('b', '2')], 200))).toEqual([status, status]);
      expect(statuses(await put([outgoing('a', '1')]))).toEqual(['delivered']);
    });

    it('finds the one event of a call that is not acceptable, and stores the others', async () => {
      if (!disturb('reject "bad"')) return;
      const keys = ['a', 'b', 'bad', 'c', 'd', 'e', 'f'];
      const outcomes = await put(keys.map((key) => outgoing(key, '1')));
      expect(statuses(outcomes)).toEqual(keys.map((key) => (key === 'bad' ? 'rejected' : 'delivered')));
      expect((await made.stored()).map(({ partitionKey }) => partitionKey)).toEqual(
        keys.filter((key) => key !== 'bad'),
      );
    });
  });
}

function byKey(one: { partitionKey: string }, other: { partitionKey: string }): number {
  return one.partitionKey < other.partitionKey ? -1 : 1;
}
