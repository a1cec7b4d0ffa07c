import type { OrderReader } from '../../lambda/orders/ports.ts';
import { queryOrders } from '../../lambda/orders/query-orders.ts';
import {
  ACCOUNT,
  item,
  itemId,
  jsonOf,
  OrderDesk,
  order,
  orderId,
  type Plain,
  plainOf,
  readJson,
  refusalOf,
  SAMPLE_ORDER,
} from '../support/order-desk.ts';

interface Answered {
  readonly orders: readonly {
    readonly orderId: string;
    readonly fields?: Plain | null;
    readonly orderItems: readonly { readonly fields?: Plain | null }[];
    readonly orderPricings: readonly { readonly fields?: Plain | null }[];
    readonly orderItemRelationships: readonly { readonly fields?: Plain | null }[];
  }[];
}

describe('a query', () => {
  let desk: OrderDesk;

  beforeEach(() => {
    desk = new OrderDesk();
  });

  const ask = async (request: Plain) => plainOf(await desk.query(request)) as unknown as Answered;

  it('answers the sample order as it was submitted', async () => {
    await desk.sampleCatalog();
    const sample = readJson(SAMPLE_ORDER);
    await desk.submitJson(sample);
    const request = {
      orderIdList: ['8014R000000AQGrQAO'],
      sObjTypeToAdditionalFieldsMap: { Order: ['Account.Name'], OrderItem: ['Order.Account.Name'] },
    };
    expect(plainOf(await desk.query(request))).toEqual(plainOf(sample));
    expect(plainOf(await desk.query({ orderIdList: ['8014R000000AQGr'] }))).toEqual(plainOf(sample));
  });

  it('answers the orders in the order asked, each once', async () => {
    await desk.submit(order(1), order(2), order(3));
    const { orders } = await ask({ orderIdList: [orderId(3), orderId(1), orderId(3).slice(0, 15)] });
    expect(orders.map((found) => found.orderId)).toEqual([orderId(3), orderId(1)]);
  });

  it('leaves out the lists that the request left out, and keeps the empty ones', async () => {
    const sent = order(1, { orderPricings: [], orderAppliedPromotions: [] });
    await desk.submit(sent);
    expect(plainOf(await desk.query({ orderIdList: [orderId(1)] }))).toEqual({ orders: [sent] });
  });

  it('adds fields that the model knows by their Salesforce names', async () => {
    await desk.submit(
      order(1, {
        accountName: 'Odin',
        effectiveDate: '2026-11-22',
        orderPricings: [{ orderItemId: itemId(1, 1) }],
      }),
    );
    const { orders } = await ask({
      orderIdList: [orderId(1)],
      sObjTypeToAdditionalFieldsMap: {
        Order: ['Account.Name', 'AccountId', 'EffectiveDate', 'Name'],
        OrderItem: ['vlocity_cmt__LineNumber__c', 'Order.Account.Name', 'Order.AccountId'],
        OrderPricing: [
          'Order.Account.Name',
          'OrderItem.vlocity_cmt__LineNumber__c',
          'OrderItem.Order.AccountId',
        ],
      },
    });
    expect(orders[0]?.fields).toEqual({
      'Account.Name': 'Odin',
      AccountId: ACCOUNT,
      EffectiveDate: '2026-11-22',
      Name: null,
    });
    expect(orders[0]?.orderItems[0]?.fields).toEqual({
      vlocity_cmt__LineNumber__c: '0001',
      'Order.Account.Name': 'Odin',
      'Order.AccountId': ACCOUNT,
    });
    expect(orders[0]?.orderPricings[0]?.fields).toEqual({
      'Order.Account.Name': 'Odin',
      'OrderItem.vlocity_cmt__LineNumber__c': '0001',
      'OrderItem.Order.AccountId': ACCOUNT,
    });
  });

  it('takes what was submitted in fields before what the model knows', async () => {
    const orderItems = [
      item(1, 1, { fields: { 'Order.Account.Name': 'as the item says', Colour__c: 'red' } }),
      item(1, 2, { fields: null }),
    ];
    await desk.submit(
      order(1, { accountName: 'Odin', fields: { 'Account.Name': 'as the order says' }, orderItems }),
    );
    const { orders } = await ask({
      orderIdList: [orderId(1)],
      sObjTypeToAdditionalFieldsMap: { OrderItem: ['Order.Account.Name', 'Colour__c'] },
    });
    expect(orders[0]?.orderItems.map(({ fields }) => fields)).toEqual([
      { 'Order.Account.Name': 'as the item says', Colour__c: 'red' },
      { 'Order.Account.Name': 'as the order says', Colour__c: null },
    ]);
  });

  it('finds what lies on the way from a relationship or a pricing without an item', async () => {
    await desk.submit(
      order(1, {
        orderPricings: [{ orderItemId: null }],
        orderItemRelationships: [{ orderItemId: itemId(1, 1) }],
      }),
    );
    const { orders } = await ask({
      orderIdList: [orderId(1)],
      sObjTypeToAdditionalFieldsMap: {
        OrderPricing: ['OrderItem.vlocity_cmt__LineNumber__c'],
        OrderItemRelationship: ['OrderItem.vlocity_cmt__LineNumber__c'],
      },
    });
    expect(orders[0]?.orderPricings[0]?.fields).toEqual({ 'OrderItem.vlocity_cmt__LineNumber__c': null });
    expect(orders[0]?.orderItemRelationships[0]?.fields).toEqual({
      'OrderItem.vlocity_cmt__LineNumber__c': '0001',
    });
  });

  it('is refused for orders and types that are not known, all at once', async () => {
    await desk.submit(order(1));
    const { code, errors } = await refusalOf(
      desk.query({
        orderIdList: [orderId(1), orderId(2), orderId(3)],
        sObjTypeToAdditionalFieldsMap: { Order: ['Account.Name'], 'Order/Line': ['Name'] },
      }),
    );
    expect(code).toBe('RULE_VIOLATED');
    expect(errors).toEqual({
      '/orderIdList/1': `order ${orderId(2)} is not known; submit it by POST /orders`,
      '/orderIdList/2': `order ${orderId(3)} is not known; submit it by POST /orders`,
      '/sObjTypeToAdditionalFieldsMap/Order~1Line':
        'is no type of object; known are Order, OrderItem, OrderPricing, OrderItemRelationship, OrderAppliedPromotion',
    });
  });

  it('is refused for a path that nothing knows, saying which are known', async () => {
    await desk.submit(order(1, { fields: { Colour__c: 'red' } }));
    const { code, errors } = await refusalOf(
      desk.query({
        orderIdList: [orderId(1)],
        sObjTypeToAdditionalFieldsMap: {
          Order: ['Color__c', 'Account.Name', 'Order.Account.Name'],
          OrderItem: ['Order.Nothing', 'OrderItem.OrderId'],
          OrderPricing: ['of no matter where there is none'],
        },
      }),
    );
    expect(code).toBe('RULE_VIOLATED');
    expect(Object.keys(errors)).toEqual([
      '/sObjTypeToAdditionalFieldsMap/Order/0',
      '/sObjTypeToAdditionalFieldsMap/Order/2',
      '/sObjTypeToAdditionalFieldsMap/OrderItem/0',
      '/sObjTypeToAdditionalFieldsMap/OrderItem/1',
    ]);
    expect(errors['/sObjTypeToAdditionalFieldsMap/Order/0']).toMatch(
      /"Color__c"; known are .*Account\.Name.*Colour__c/,
    );
    expect(errors['/sObjTypeToAdditionalFieldsMap/OrderItem/0']).toMatch(/Order\.<path of Order>/);
  });

  it('answers an order that is sent again while it is read as it was sent last, not as a mixture', async () => {
    const before = order(1, { orderItems: [item(1, 1), item(1, 2)] });
    const after = order(1, { orderItems: [item(1, 3), item(1, 2, { action: 'Change' })] });
    await desk.submit(before);
    let meanwhile: Promise<unknown> | undefined;
    const reader: OrderReader = {
      names: (names) => desk.store.names(names),
      records: (keys) => desk.store.records(keys),
      recordsBetween: async (range) => {
        meanwhile ??= desk.submit(after);
        await meanwhile;
        return desk.store.recordsBetween(range);
      },
    };
    expect(plainOf(await queryOrders(reader, jsonOf({ orderIdList: [orderId(1)] })))).toEqual({
      orders: [after],
    });
  });
});
