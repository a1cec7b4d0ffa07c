import { toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { MemoryParkingPlace } from '../../lambda/adapters/memory/memory-parking-place.ts';
import type { ItemChange } from '../../lambda/adapters/memory/memory-record-store.ts';
import type { SyncRow } from '../../lambda/domain/sync-row.ts';
import type { Image, StreamRecord } from '../../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../../lambda/event-publisher/json-bytes.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import { enqueueChanges } from '../../lambda/sync-enqueuer/enqueue-changes.ts';
import type { Plain } from './order-desk.ts';
import { CREATED_AT_S, sequenceNumber } from './stream-records.ts';
import { memorySyncStore, moveAll } from './sync-stores.ts';

/** A change as the table's stream brings it. */
function streamRecordOf({ sequence, oldImage, newImage }: ItemChange): StreamRecord {
  const owned = newImage ?? oldImage ?? {};
  const keys = { _owner: { S: String(owned._owner) }, _key: { S: String(owned._key) } };
  return {
    eventID: `event-${sequence}`,
    eventName: oldImage === undefined ? 'INSERT' : newImage === undefined ? 'REMOVE' : 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: CREATED_AT_S,
      SequenceNumber: sequenceNumber(sequence),
      Keys: keys,
      ...(oldImage && { OldImage: toItem(oldImage) as Image }),
      ...(newImage && { NewImage: toItem(newImage) as Image }),
    },
  } as StreamRecord;
}

/** The events of changes on the event stream, numbers by value. */
export function eventsOf(changes: readonly ItemChange[]): readonly Plain[] {
  return changes.map((change) => {
    const json = new JsonBytes(512 * 1024);
    new EventRenderer({ format: 'event', source: 'test' }).render(streamRecordOf(change), json);
    return JSON.parse(json.buffer.toString('utf8', 0, json.length)) as Plain;
  });
}

/** The rows that changes leave in the pending queues, which are empty before, in the order of their numbers. */
export async function pendingRowsOf(changes: readonly ItemChange[]): Promise<readonly SyncRow[]> {
  const store = memorySyncStore();
  const ports = {
    queue: store.pending,
    captureSwitch: { isOn: async () => true },
    parking: new MemoryParkingPlace(),
    clock: () => store.time.now,
    log: { parked: () => undefined, failed: () => undefined },
  };
  const { parked, failed } = await enqueueChanges(
    ports,
    changes.map(streamRecordOf),
    Number.POSITIVE_INFINITY,
  );
  if (parked + failed > 0) throw new Error(`${parked} changes were parked, ${failed} failed`);
  const rows = await moveAll(store);
  return rows.toSorted((a, b) => Number(a.number) - Number(b.number));
}
