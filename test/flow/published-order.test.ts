import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import type { ItemChange, MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import type { Image, StreamRecord } from '../../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../../lambda/event-publisher/json-bytes.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import { memoryStore, OrderDesk, order, orderId, readJson, SAMPLE_ORDER } from '../support/order-desk.ts';

function eventOf({ sequence, oldImage, newImage }: ItemChange): Record<string, unknown> {
  const json = new JsonBytes(64 * 1024);
  const record: StreamRecord = {
    eventID: `event-${sequence}`,
    eventName: oldImage === undefined ? 'INSERT' : newImage === undefined ? 'REMOVE' : 'MODIFY',
    dynamodb: {
      SequenceNumber: String(sequence),
      ...(oldImage && { OldImage: toItem(oldImage) as Image }),
      ...(newImage && { NewImage: toItem(newImage) as Image }),
    },
  };
  new EventRenderer({ format: 'event', source: 'test' }).render(record, json);
  return JSON.parse(json.buffer.toString('utf8', 0, json.length));
}

function eventSchema(objectType: string): ValidateFunction {
  const file = `${objectType.toLowerCase().replaceAll(' ', '-')}.event.json`;
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(`docs/reference/schemas/${file}`, 'utf8')));
}

describe('the events of commands', () => {
  let store: MemoryRecordStore;
  let events: readonly Record<string, unknown>[];

  beforeAll(async () => {
    store = memoryStore();
    const desk = new OrderDesk(store);
    await desk.sampleCatalog();
    await desk.submitJson(readJson(SAMPLE_ORDER));
    await desk.submit(order(1));
    await desk.submit(order(2, { supersededOrderId: orderId(1), supplementalAction: 'Cancel' }));
    await desk.submit(
      order(2, { supersededOrderId: orderId(1), supplementalAction: 'Cancel', orderItems: [] }),
    );
    events = store.changes().map(eventOf);
  });

  it('keep the schemas that readers are given, each event of each object type', () => {
    const broken = events.flatMap((event) => {
      const validate = eventSchema(String(event['Object Type']));
      return validate(event) ? [] : [{ type: event['Object Type'], errors: validate.errors }];
    });
    expect(broken).toEqual([]);
    expect(new Set(events.map((event) => event['Object Type']))).toEqual(
      new Set([
        ...['Plan Definition', 'Product Specification', 'Order', 'Order Item'],
        ...['Order Pricing', 'Order Item Relationship', 'Order Applied Promotion'],
      ]),
    );
  });

  it('tell inserts, updates and deletes apart, and number an account’s changes without a gap', () => {
    expect(new Set(events.map((event) => event._action))).toEqual(new Set(['insert', 'update', 'delete']));
    const ticks = store
      .changes()
      .map(
        ({ newImage, oldImage }, place) =>
          [newImage?._owner ?? oldImage?._owner, events[place]?._tick] as const,
      )
      .filter(([owner]) => owner === '0014R00002gbHwT')
      .map(([, tick]) => tick);
    expect(ticks.length).toBeGreaterThan(22);
    expect(ticks).toEqual(ticks.map((_, place) => place + 1));
  });
});
