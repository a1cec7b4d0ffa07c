import { MemoryEventSink } from '../../lambda/adapters/memory/memory-event-sink.ts';
import { MemoryParkingPlace } from '../../lambda/adapters/memory/memory-parking-place.ts';
import type { StreamRecord } from '../../lambda/event-publisher/contract.ts';
import type { PutOutcome } from '../../lambda/event-publisher/ports.ts';
import { EventPublisher, type EventPublisherOptions } from '../../lambda/event-publisher/publish-events.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import { SteppedTime } from '../support/stepped-time.ts';
import { CREATED_AT_S, sequenceNumber, streamRecord } from '../support/stream-records.ts';

const DELIVERED: PutOutcome = { status: 'delivered' };
const THROTTLED: PutOutcome = { status: 'retry', code: 'ProvisionedThroughputExceededException' };

function setUp(options: Partial<EventPublisherOptions> = {}) {
  const time = new SteppedTime(CREATED_AT_S * 1000 + 1500);
  const sink = new MemoryEventSink();
  const parking = new MemoryParkingPlace();
  const lines: object[] = [];
  const publisher = new EventPublisher({
    sink,
    parking,
    renderer: new EventRenderer({ format: 'event', source: 'test' }),
    maxRecordBytes: 1_048_576,
    clock: time.clock,
    timer: time.timer,
    random: () => 0.5,
    log: { parked: (line) => lines.push(line), failed: (line) => lines.push(line) },
    ...options,
  });
  const publish = (records: readonly StreamRecord[], timeMs = 10_000) =>
    time.until(publisher.publish(records, time.now + timeMs));
  return { time, sink, parking, lines, publish };
}

const eventIds = (sink: MemoryEventSink) =>
  sink.stored.map(({ data }) => Number.parseInt(JSON.parse(data.toString())._event_id, 16));
const ofAccounts = (...owners: string[]) =>
  owners.map((owner, index) => streamRecord({ owner, position: index + 1 }));

describe('publishing a batch', () => {
  it('sends one event of an account in a call, in the account’s order', async () => {
    const { sink, publish } = setUp();
    const { response, published } = await publish(ofAccounts('a', 'b', 'a', 'a', 'c'));
    expect(sink.calls).toEqual([3, 1, 1]);
    expect(eventIds(sink)).toEqual([1, 2, 5, 3, 4]);
    expect({ response, published }).toEqual({ response: { batchItemFailures: [] }, published: 5 });
  });

  it('fills a call with at most 500 events', async () => {
    const { sink, publish } = setUp();
    await publish(ofAccounts(...Array.from({ length: 1201 }, (_, index) => `account-${index}`)));
    expect(sink.calls).toEqual([500, 500, 201]);
  });

  it('fills a call with at most 10 MiB, keys included', async () => {
    const { sink, publish } = setUp();
    const Note = { S: 'x'.repeat(1_000_000) };
    await publish(
      Array.from({ length: 12 }, (_, index) =>
        streamRecord({ owner: `${index}`.padEnd(200, 'k'), position: index, newImage: { Note } }),
      ),
    );
    // 10 MiB hold ten events of about a million bytes, not eleven.
    expect(sink.calls).toEqual([10, 2]);
  });

  it('holds an account back until its failed event is in, and nobody else', async () => {
    const { sink, time, publish } = setUp();
    const started = time.now;
    sink.disturb((events) =>
      events.map(({ partitionKey }) => (partitionKey === 'a' ? THROTTLED : DELIVERED)),
    );
    const { retried } = await publish(ofAccounts('a', 'b', 'a', 'b'));
    expect(eventIds(sink)).toEqual([2, 4, 1, 3]);
    expect(retried).toBe(1);
    // Half of the first cap of 50 ms: full jitter with a die that always shows one half.
    expect(time.now - started).toBe(25);
  });

  it('gives back the lowest number that is not in when the time is up', async () => {
    const { sink, time, publish } = setUp();
    const started = time.now;
    for (let call = 0; call < 100; call++) {
      sink.disturb((events) =>
        events.map(({ partitionKey }) => (partitionKey === 'b' ? THROTTLED : DELIVERED)),
      );
    }
    const { response, failed, published } = await publish(ofAccounts('a', 'b', 'c', 'b', 'a'));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(2) }] });
    expect({ failed, published }).toEqual({ failed: 2, published: 3 });
    expect(time.now - started).toBeLessThan(10_000);
  });

  it('compares sequence numbers as integers of any length', async () => {
    const { sink, publish } = setUp();
    const numbers = ['9', '100000000000000000000002', '100000000000000000000001'];
    const records = numbers.map((SequenceNumber, index) => {
      const record = streamRecord({ owner: `${index}`, position: index });
      return { ...record, dynamodb: { ...record.dynamodb, SequenceNumber } };
    });
    sink.disturb((events) =>
      events.map((_, position) => (position === 0 ? DELIVERED : { status: 'refused', code: 'X' })),
    );
    const { response } = await publish(records);
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: '100000000000000000000001' }]);
  });

  it('stops at once, loses nothing and says why when the stream refuses', async () => {
    const { sink, lines, publish } = setUp();
    sink.disturb((events) => events.map(() => ({ status: 'refused', code: 'AccessDeniedException' })));
    const { response } = await publish(ofAccounts('a', 'b'));
    expect(sink.calls).toEqual([2]);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(1) }] });
    expect(lines).toEqual([{ code: 'AccessDeniedException', records: 2 }]);
  });

  it('takes a sink that breaks its word as a failure', async () => {
    const { publish } = setUp({ sink: { put: () => Promise.reject(new Error('broken')) } });
    const { response } = await publish(ofAccounts('a'));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(1) }] });
  });

  it('tells how old the oldest event of each call was', async () => {
    const { publish } = setUp();
    expect((await publish(ofAccounts('a', 'b', 'a'))).agesMs).toEqual([1500, 1500]);
  });

  it('has nothing to say about a deleted record that is removed', async () => {
    const { sink, publish } = setUp();
    const removal = streamRecord({ eventName: 'REMOVE', oldImage: { _deleted: { BOOL: true } } });
    expect(await publish([removal])).toMatchObject({ skipped: 1, published: 0, failed: 0 });
    expect(sink.calls).toEqual([]);
  });
});

describe('a record that can never be sent', () => {
  const odd = (position: number) => streamRecord({ position, newImage: { A: { N: 'x' } } });

  it.each<[string, StreamRecord]>([
    ['unrenderable', odd(2)],
    ['too-large', streamRecord({ position: 2, newImage: { A: { S: 'x'.repeat(1_048_576) } } })],
    ['no-partition-key', streamRecord({ position: 2, owner: 'x'.repeat(257) })],
    [
      'rendering-failed',
      Object.defineProperty(streamRecord({ position: 2 }), 'dynamodb', {
        get: () => {
          throw new Error('bug');
        },
      }),
    ],
  ])(
    'is parked whole as %s, is logged without its contents, and the others go on',
    async (reason, record) => {
      const { sink, parking, lines, publish } = setUp();
      const { response, parked, published } = await publish([
        streamRecord({ position: 1 }),
        record,
        streamRecord({ position: 3 }),
      ]);
      expect({ response, parked, published }).toEqual({
        response: { batchItemFailures: [] },
        parked: 1,
        published: 2,
      });
      expect(eventIds(sink)).toEqual([1, 3]);
      expect(parking.parked[0]?.record).toBe(record);
      expect(lines).toEqual([{ eventId: record.eventID, reason }]);
    },
  );

  it('is parked when the stream rejects it, and its account goes on', async () => {
    const { sink, parking, publish } = setUp();
    sink.disturb((events) => events.map(() => ({ status: 'rejected', code: 'InvalidArgumentException' })));
    const { parked } = await publish(ofAccounts('a', 'a'));
    expect(parked).toBe(1);
    expect(eventIds(sink)).toEqual([2]);
    expect(parking.parked[0]).toMatchObject({ owner: 'a', reason: 'InvalidArgumentException' });
  });

  it('comes again when it cannot be parked', async () => {
    const { parking, publish } = setUp();
    parking.isDown = true;
    const { response, failed } = await publish([streamRecord({ position: 1 }), odd(2), odd(3)]);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(2) }] });
    expect(failed).toBe(2);
  });

  it('counts the key in its size', async () => {
    const size = (owner: string) =>
      setUp({ maxRecordBytes: 300 }).publish([streamRecord({ owner, newImage: { A: { S: 'x' } } })]);
    const id = '0'.repeat(31);
    const event = `{"A":"x","_action":"insert","_event_id":"${id}1","_transaction_id":null,"_tick":null}`
      .length;
    expect((await size('k'.repeat(300 - event))).parked).toBe(0);
    expect((await size('k'.repeat(301 - event))).parked).toBe(1);
  });
});
