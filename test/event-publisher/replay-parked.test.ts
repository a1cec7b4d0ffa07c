import { MemoryEventSink } from '../../lambda/adapters/memory/memory-event-sink.ts';
import { MemoryParkedObjects } from '../../lambda/adapters/memory/memory-parked-objects.ts';
import { MemoryParkingPlace } from '../../lambda/adapters/memory/memory-parking-place.ts';
import type { StreamRecord } from '../../lambda/event-publisher/contract.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import {
  type ReplayNews,
  type ReplayOptions,
  replayParked,
} from '../../lambda/event-publisher/replay-parked.ts';
import { SteppedTime } from '../support/stepped-time.ts';
import { CREATED_AT_S, streamRecord } from '../support/stream-records.ts';

const parkedObject = (record: StreamRecord) =>
  JSON.stringify({ reason: 'too-large', parkedAt: 'then', record });
/** As the Lambda Developer Guide shows what an S3 on-failure destination gets. */
const invocationRecord = (...Records: StreamRecord[]) =>
  JSON.stringify({
    requestContext: {
      requestId: 'r',
      functionArn: 'f',
      condition: 'RecordAgeExceeded',
      approximateInvokeCount: 1,
    },
    version: '1.0',
    DDBStreamBatchInfo: { shardId: 's', batchSize: Records.length },
    payload: JSON.stringify({ Records }),
  });

async function replay(objects: MemoryParkedObjects, options: Partial<ReplayOptions> = {}) {
  const time = new SteppedTime(CREATED_AT_S * 1000);
  const sink = new MemoryEventSink();
  const parking = new MemoryParkingPlace();
  const news: string[] = [];
  const summary = await time.until(
    replayParked({
      objects,
      parking,
      sink,
      renderer: new EventRenderer({ format: 'event', source: 'test' }),
      maxRecordBytes: 1_048_576,
      clock: time.clock,
      timer: time.timer,
      random: () => 0.5,
      log: { parked: () => {}, failed: () => {} },
      prefixes: ['parked/', 'aws/lambda/'],
      dryRun: false,
      isStopped: () => false,
      tell: ({ key, what }: ReplayNews) => {
        if (what !== 'read') news.push(`${key}: ${what}`);
      },
      ...options,
    }),
  );
  const sent = sink.stored.map(({ data }) => Number.parseInt(JSON.parse(data.toString())._event_id, 16));
  return { summary, sent, news, parking };
}

const record = (position: number, owner = 'a') => streamRecord({ position, owner });
const odd = (position: number) => streamRecord({ position, newImage: { A: { N: 'x' } } });

describe('sending parked records again', () => {
  it('sends single records and whole batches in the order of their changes, and moves them', async () => {
    const objects = new MemoryParkedObjects([
      ['parked/2026-11-22/h/3.json', parkedObject(record(3))],
      ['parked/2026-11-23/h/1.json', parkedObject(record(1))],
      ['aws/lambda/uuid/shard/2026/11/22/x', invocationRecord(record(4), record(5), record(6))],
      ['parked/2026-11-24/h/2.json', parkedObject(record(2))],
    ]);
    const { sent, summary } = await replay(objects);
    expect(sent).toEqual([1, 2, 3, 4, 5, 6]);
    expect(summary).toEqual({ sentObjects: 4, sentRecords: 6, left: 0 });
    expect([...objects.objects.keys()].every((key) => key.startsWith('sent/'))).toBe(true);
  });

  it('does nothing the second time', async () => {
    const objects = new MemoryParkedObjects([['parked/1.json', parkedObject(record(1))]]);
    await replay(objects);
    expect((await replay(objects)).summary).toEqual({ sentObjects: 0, sentRecords: 0, left: 0 });
  });

  it('takes only what lies below the prefix', async () => {
    const objects = new MemoryParkedObjects([
      ['parked/2026-11-22/1.json', parkedObject(record(1))],
      ['parked/2026-11-23/2.json', parkedObject(record(2))],
    ]);
    expect((await replay(objects, { prefixes: ['parked/2026-11-23/'] })).sent).toEqual([2]);
  });

  it('says what it would send, and sends nothing', async () => {
    const objects = new MemoryParkedObjects([['parked/1.json', parkedObject(record(1))]]);
    const { sent, news } = await replay(objects, { dryRun: true });
    expect({ sent, news }).toEqual({ sent: [], news: ['parked/1.json: would send'] });
    expect([...objects.objects.keys()]).toEqual(['parked/1.json']);
  });

  it('leaves what still cannot be sent, and what is no parked record', async () => {
    const objects = new MemoryParkedObjects([
      ['parked/1.json', parkedObject(odd(1))],
      ['parked/2.json', 'no JSON'],
      ['parked/3.json', parkedObject(record(3))],
    ]);
    const { news, summary } = await replay(objects);
    expect(news.sort()).toEqual([
      'parked/1.json: still cannot be sent',
      'parked/2.json: is no parked record',
      'parked/3.json: sent',
    ]);
    expect(summary).toEqual({ sentObjects: 1, sentRecords: 1, left: 2 });
  });

  it('parks what of a batch cannot be sent by itself, before the batch is moved', async () => {
    const objects = new MemoryParkedObjects([
      ['aws/lambda/x', invocationRecord(record(1), odd(2), record(3))],
    ]);
    const { sent, parking } = await replay(objects);
    expect(sent).toEqual([1, 3]);
    expect(parking.parked.map((parked) => parked.record)).toEqual([odd(2)]);
    expect([...objects.objects.keys()]).toEqual(['sent/aws/lambda/x']);
  });

  it('stops where the stream does not take records, so that later changes do not overtake them', async () => {
    const objects = new MemoryParkedObjects([
      ['parked/1.json', parkedObject(record(1))],
      ['parked/2.json', parkedObject(record(2))],
    ]);
    const refusing = { put: async () => [{ status: 'refused', code: 'AccessDeniedException' } as const] };
    const { summary } = await replay(objects, { sink: refusing });
    expect(summary).toEqual({ sentObjects: 0, sentRecords: 0, left: 2, failedAt: 'parked/1.json' });
    expect([...objects.objects.keys()]).toEqual(['parked/1.json', 'parked/2.json']);
  });

  it('ends between two objects when it is stopped, and goes on from there', async () => {
    const objects = new MemoryParkedObjects(
      [1, 2, 3].map((id) => [`parked/${id}.json`, parkedObject(record(id))]),
    );
    let told = 0;
    const first = await replay(objects, {
      isStopped: () => told === 1,
      tell: ({ what }) => {
        if (what === 'sent') told += 1;
      },
    });
    expect(first.sent).toEqual([1]);
    expect((await replay(objects)).sent).toEqual([2, 3]);
  });
});
