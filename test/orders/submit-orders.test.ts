import { readFileSync } from 'node:fs';
import { isJsonArray, stringifyJson } from '../../lambda/domain/json.ts';
import type { Fields } from '../../lambda/domain/record.ts';
import {
  globalKey,
  item,
  itemId,
  OrderDesk,
  order,
  orderId,
  readJson,
  SAMPLE_ORDER,
} from '../support/order-desk.ts';

const SAMPLES = ['om-plus-order', 'om-plus-sales-order-item', 'om-plus-decomposed-order-item'] as const;
const [ORDER_EVENT, SALES_EVENT, DOWNSTREAM_EVENT] = SAMPLES.map((name) =>
  readJson(`test/data/${name}.event.json`),
);

const number = (fields: Fields | undefined, label: string) => stringifyJson(fields?.[label] ?? null);

describe('an order that is submitted', () => {
  let records: readonly Fields[];
  let orders: readonly { id: string; state: string; orderId: string }[];

  beforeAll(async () => {
    const desk = new OrderDesk();
    await desk.sampleCatalog();
    const receipt = await desk.submitJson(readJson(SAMPLE_ORDER));
    orders = receipt.orders;
    records = await desk.recordsOf(receipt);
  });

  const ofType = (type: string) => records.filter((fields) => fields['Object Type'] === type);
  const sales = () => ofType('Order Item').filter((fields) => fields['Salesforce Id'] !== null);
  const downstream = () => ofType('Order Item').filter((fields) => fields['Salesforce Id'] === null);
  const line = (lineNumber: string) => sales().find((fields) => fields['Line Number'] === lineNumber);
  const product = (name: string) => downstream().find((fields) => fields.Name === name);

  it('answers with its id and state', () => {
    expect(orders).toEqual([
      { orderId: '8014R000000AQGrQAO', id: number(records[0], 'id'), state: 'In Progress' },
    ]);
    expect(orders[0]?.id).toMatch(/^\d{17}$/);
  });

  it('becomes one record for each of its parts and one for each downstream product', () => {
    const types = records.map((fields) => fields['Object Type']);
    const count = (type: string) => types.filter((other) => other === type).length;
    expect(types[0]).toBe('Order');
    expect(count('Order Item')).toBe(7 + 4);
    expect(count('Order Pricing')).toBe(5);
    expect(count('Order Item Relationship')).toBe(3);
    expect(count('Order Applied Promotion')).toBe(2);
    expect(types).toHaveLength(22);
  });

  it('gives its records ids in ascending order', () => {
    const ids = records.map((fields) => BigInt(number(fields, 'id')));
    expect(ids.every((id, place) => place === 0 || id > (ids[place - 1] ?? 0n))).toBe(true);
  });

  it.each([
    ['order', ORDER_EVENT, () => records[0]],
    ['sales item', SALES_EVENT, () => line('0001')],
    ['downstream item', DOWNSTREAM_EVENT, () => product('Access Line')],
  ])('has every label that the sample of an %s has', (_, event, fields) => {
    const labels = Object.keys(event ?? {}).filter((label) => !label.startsWith('_'));
    expect(labels.filter((label) => fields()?.[label] === undefined)).toEqual([]);
  });

  it('is its own first version, has no parent, and takes the plan of the first item that has one', () => {
    expect(number(records[0], 'First Version Order')).toBe(orders[0]?.id);
    expect(records[0]?.Parent).toBeNull();
    // 0001.0001, a Broadband Connection, is the first item of the request.
    expect(number(records[0], 'Orchestration Plan')).toBe('77405618597788601');
  });

  it('is called after its Salesforce id when it has neither name nor number', () => {
    expect(records[0]?.Name).toBe('8014R000000AQGr');
  });

  it('keeps 15 characters of Salesforce ids in its records', () => {
    expect(records[0]).toMatchObject({ 'Salesforce Id': '8014R000000AQGr', 'Account Id': '0014R00002gbHwT' });
    expect(line('0003')).toMatchObject({
      'Billing Account Id': '0014R00002gbHwT',
      'Logging Context': '8014R000000AQGr',
    });
  });

  it('hangs an item under the line above it, and a top item under the order', () => {
    expect(number(line('0001.0002'), 'Parent')).toBe(number(line('0001'), 'id'));
    expect(number(line('0001.0002'), 'Bundle Order Item')).toBe(number(line('0001'), 'id'));
    expect(number(line('0001.0002'), 'Sales Top Order Item')).toBe(number(line('0001'), 'id'));
    expect(number(line('0002'), 'Parent')).toBe(orders[0]?.id);
    expect(number(line('0002'), 'Bundle Order Item')).toBe(number(line('0002'), 'id'));
  });

  it('finds the specification of an item by its global key', () => {
    expect(number(line('0003'), 'Product Specification')).toBe('77405618597788685');
    expect(line('0003')?.['Condition Fields']).toEqual({ field: 'action__c', value: 'Add' });
  });

  it('ties pricings, relationships and promotions to the order and its items', () => {
    const [pricing] = ofType('Order Pricing');
    const [relationship] = ofType('Order Item Relationship');
    expect(number(pricing, 'Order Item')).toBe(number(line('0003'), 'id'));
    expect(number(relationship, 'Order Item')).toBe(number(line('0002'), 'id'));
    expect(number(relationship, 'Related Order Item')).toBe(number(line('0001'), 'id'));
    expect(ofType('Order Applied Promotion').map((fields) => number(fields, 'Order'))).toEqual([
      orders[0]?.id,
      orders[0]?.id,
    ]);
  });

  it('lets items that decompose into the same product share one downstream item', () => {
    const accessLine = product('Access Line');
    const sources = accessLine?.['Source Order Items'];
    expect(isJsonArray(sources) ? sources.map(stringifyJson) : []).toEqual(
      ['0001.0001', '0002', '0002.0001'].map((lineNumber) => number(line(lineNumber), 'id')),
    );
    expect(accessLine).toMatchObject({ 'Is Downstream Order Item': 'true', 'Salesforce Id': null });
    // A Disconnect and two Adds.
    expect(accessLine?.Action).toBe('Change');
    expect(product('Mobile Data Allowance')?.Action).toBe('Add');
    expect(accessLine?.['Order Item Number']).toMatch(/^T\d{8}$/);
  });

  it('hangs a downstream item under its first source, and the next one under that', () => {
    const [accessLine, port] = [product('Access Line'), product('Exchange Port')];
    expect(number(accessLine, 'Parent')).toBe(number(line('0001.0001'), 'id'));
    expect(number(accessLine, 'Bundle Order Item')).toBe(number(line('0001'), 'id'));
    expect(number(port, 'Parent')).toBe(number(accessLine, 'id'));
    expect(accessLine?.['Line Number']).toBe('0001');
    expect(port?.['Line Number']).toBe('0001.0001');
    expect(port?.['Source Order Items']).toEqual(accessLine?.['Source Order Items']);
  });
});

describe('what an order is called', () => {
  it.each([
    [{ name: 'Move', orderReferenceNumber: '00001237' }, 'Move'],
    [{ name: null, orderReferenceNumber: '00001237' }, '00001237'],
  ])('comes from %j', async (also, name) => {
    const desk = new OrderDesk();
    const [fields] = await desk.recordsOf(await desk.submit(order(1, also)));
    expect(fields?.Name).toBe(name);
  });
});

describe('the attributes of an item', () => {
  it.each([
    [null, { speed: '100', colour: 'grey' }],
    [{ speed: '500' }, { speed: '500', colour: 'grey' }],
    [[{ characteristic: { name: 'speed' }, value: '500' }], { speed: '500', colour: 'grey' }],
    [[{ name: 'colour', value: 'red' }, { name: 'nothing' }], { speed: '100', colour: 'red' }],
    ['as a text', { speed: '100', colour: 'grey' }],
  ])(
    'are those of its product, with what it is described by, %j, over them',
    async (describedBy, expected) => {
      const desk = new OrderDesk();
      await desk.specification(7, [], { characteristicValues: { speed: '100', colour: 'grey' } });
      const items = [item(1, 1, { specifiedBy: { globalKey: globalKey(7) }, describedBy })];
      const [, fields] = await desk.recordsOf(await desk.submit(order(1, { orderItems: items })));
      expect(fields?.['Characteristic Values']).toEqual(expected);
      expect(fields?.Name).toBe('Product 7');
    },
  );
});

describe('several orders in one request', () => {
  it('are answered in their order, each with a block of ids of its own', async () => {
    const desk = new OrderDesk();
    const receipt = await desk.submit(order(1), order(2, { orderItems: [item(2, 1), item(2, 2)] }));
    expect(receipt.orders.map((answered) => answered.orderId)).toEqual([orderId(1), orderId(2)]);
    const records = await desk.recordsOf(receipt);
    expect(records.map((fields) => fields['Salesforce Id'])).toEqual(
      [orderId(1), itemId(1, 1), orderId(2), itemId(2, 1), itemId(2, 2)].map((id) => id.slice(0, 15)),
    );
  });

  it('are all refused when one of them is wrong', async () => {
    const desk = new OrderDesk();
    const wrong = order(2, { supersededOrderId: orderId(9), supplementalAction: 'Amend' });
    await expect(desk.submit(order(1), wrong)).rejects.toMatchObject({ code: 'RULE_VIOLATED' });
    await expect(desk.query({ orderIdList: [orderId(1)] })).rejects.toMatchObject({ code: 'RULE_VIOLATED' });
  });
});

it('comes with the local system as it is in the seed, byte for byte', () => {
  expect(readFileSync('local/sample-data/submit-order-request.json')).toEqual(readFileSync(SAMPLE_ORDER));
});
