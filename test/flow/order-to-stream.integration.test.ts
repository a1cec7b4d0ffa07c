import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { answeredChanges } from '../../local/answer-changes.ts';
import type { EventReader, StreamedEvent } from '../../local/event-reader.ts';
import { putCatalog, readEvents } from '../../local/order-tour.ts';
import { firstDifference } from '../../local/same-json.ts';
import { localSystem } from '../support/local-system.ts';
import { sampleOrder } from '../support/sample-order.ts';

jest.setTimeout(120_000);

const ACCOUNT_IN_EVENTS = 15;

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** Salesforce ids stand in events by their first 15 characters. */
function short(id: JsonValue | undefined): string {
  return typeof id === 'string' ? id.slice(0, ACCOUNT_IN_EVENTS) : '';
}

function ofType(events: readonly StreamedEvent[], type: string): readonly JsonObject[] {
  return events.map(({ event }) => event).filter((event) => event['Object Type'] === type);
}

describe('an order that is submitted', () => {
  const system = localSystem();
  const request = sampleOrder();
  const [order = {}] = objects(request.orders);
  let events: readonly StreamedEvent[];
  let answer: JsonValue | undefined;
  let reader: EventReader;

  beforeAll(async () => {
    const api = await system.api('ordering');
    await putCatalog(api, () => {});
    reader = await system.events();
    const submitted = await api.call('POST', '/orders', request);
    expect(submitted).toMatchObject({ status: 200 });
    answer = submitted.body;
    events = await readEvents(reader, answeredChanges(answer), AbortSignal.timeout(60_000));
  });

  afterAll(() => reader?.close());

  it('comes out of the stream as one event, under the account that owns it', () => {
    expect(ofType(events, 'Order')).toEqual([
      expect.objectContaining({
        'Salesforce Id': short(order.orderId),
        'Account Id': short(order.accountId),
        _action: 'insert',
      }),
    ]);
    expect(new Set(events.map(({ partitionKey }) => partitionKey))).toEqual(
      new Set([short(order.accountId)]),
    );
  });

  it('brings an event of each item that was sent, saying what was sent', () => {
    const sales = ofType(events, 'Order Item').filter((item) => item['Is Downstream Order Item'] !== 'true');
    const said = sales.map((item) => [
      ...[item['Salesforce Id'], item.Action, item['Sub Action'], item['Line Number']],
      ...[item['Asset Reference Id'], item['Billing Account Id'], item['Service Account Id']],
    ]);
    const sent = objects(order.orderItems).map((item) => [
      ...[short(item.orderItemId), item.action, item.subAction, item.lineNumber],
      ...[item.assetReferenceId, short(item.billingAccountId), short(item.serviceAccountId)],
    ]);
    expect(sent).toHaveLength(7);
    expect(new Set(said.map(String))).toEqual(new Set(sent.map(String)));
  });

  it('brings an event of each pricing, relationship and promotion', () => {
    const values = ofType(events, 'Order Pricing').map((pricing) => pricing['Adjustment Value']);
    const sentValues = objects(order.orderPricings).map((pricing) => pricing.adjustmentValue);
    const number = (value: JsonValue | undefined) =>
      isJsonNumber(value) ? Number(value.rawJSON) : Number.NaN;
    expect(values.map(number).sort()).toEqual(sentValues.map(number).sort());
    expect(ofType(events, 'Order Item Relationship')).toHaveLength(3);
    expect(ofType(events, 'Order Applied Promotion')).toHaveLength(2);
  });

  it('is decomposed by the catalog into items that name those they come from', () => {
    const items = ofType(events, 'Order Item');
    const ids = new Set(items.map(({ id }) => (isJsonNumber(id) ? id.rawJSON : '')));
    const downstream = items.filter((item) => item['Is Downstream Order Item'] === 'true');
    expect(downstream.length).toBeGreaterThan(0);
    for (const item of downstream) {
      const sources = item['Source Order Items'];
      expect(isJsonArray(sources) ? sources.length : 0).toBeGreaterThan(0);
      for (const source of isJsonArray(sources) ? sources : []) {
        expect(ids).toContain(isJsonNumber(source) ? source.rawJSON : '');
      }
    }
  });

  it('has ticks without a gap, in the order of the stream, and ids of 17 digits', () => {
    const ticks = events.map(({ event: { _tick } }) =>
      isJsonNumber(_tick) ? Number(_tick.rawJSON) : Number.NaN,
    );
    expect(ticks).toEqual(Array.from(ticks, (_, index) => (ticks[0] ?? 0) + index));
    for (const { text } of events) expect(text).toMatch(/"id":\d{17}[,}]/);
  });

  it('comes back as it was sent', async () => {
    const api = await system.api('ordering');
    const found = await api.call('POST', '/orders/query', {
      orderIdList: [order.orderId ?? null],
      sObjTypeToAdditionalFieldsMap: { Order: ['Account.Name'], OrderItem: ['Order.Account.Name'] },
    });
    expect(found).toMatchObject({ status: 200 });
    expect(firstDifference(request, found.body ?? null)).toBeUndefined();
  });
});

describe('a record that another writer puts into the table', () => {
  const SAMPLES = [
    'om-plus-order.event.json',
    'om-plus-sales-order-item.event.json',
    'om-plus-decomposed-order-item.event.json',
  ];
  const HOUSE_KEYS = ['_event_id', '_transaction_id', '_tick'];

  function attribute(value: JsonValue): AttributeValue {
    if (value === null) return { NULL: true };
    if (typeof value === 'string') return { S: value };
    if (typeof value === 'boolean') return { BOOL: value };
    if (isJsonNumber(value)) return { N: value.rawJSON };
    if (isJsonArray(value)) return { L: value.map(attribute) };
    throw new TypeError('the samples hold no objects');
  }

  it.each(SAMPLES)(
    'comes out of the stream with the keys and values of %s, digit for digit',
    async (name) => {
      const system = localSystem();
      const text = readFileSync(join(import.meta.dirname, '../data', name), 'utf8');
      const sample = parseJson(text) as JsonObject;
      const { _action, ...fields } = sample;
      const owner = `foreign-${name}`;
      const client = new DynamoDBClient({});
      const reader = await system.events();
      try {
        const attributes = Object.entries(fields).map(([key, value]) => [key, attribute(value)] as const);
        const Item = {
          _owner: { S: owner },
          _key: { S: `sample#${name}` },
          ...Object.fromEntries(attributes),
        };
        await client.send(new PutItemCommand({ TableName: system.outputs.recordsTable, Item }));
        const event = await firstOf(reader, owner);
        const streamed = Object.entries(event.event).filter(([key]) => !HOUSE_KEYS.includes(key));
        expect(firstDifference(sample, Object.fromEntries(streamed))).toBeUndefined();
        expect(event.event).toMatchObject({ _transaction_id: null, _tick: null });
        // As text, too: every run of digits of the sample stands in the event.
        for (const digits of text.match(/\d{17,}/g) ?? []) expect(event.text).toContain(digits);
      } finally {
        reader.close();
        client.destroy();
      }
    },
  );

  async function firstOf(reader: EventReader, owner: string): Promise<StreamedEvent> {
    const deadline = performance.now() + 60_000;
    while (performance.now() < deadline) {
      const event = (await reader.next()).find(({ partitionKey }) => partitionKey === owner);
      if (event) return event;
    }
    throw new Error(`no event of ${owner} came out within a minute`);
  }
});
