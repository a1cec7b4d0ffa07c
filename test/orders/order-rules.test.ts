import {
  ACCOUNT,
  globalKey,
  item,
  itemId,
  OrderDesk,
  OTHER_ACCOUNT,
  order,
  orderId,
  type Plain,
  refusalOf,
} from '../support/order-desk.ts';

describe('an order is refused, with a pointer to what is wrong,', () => {
  let desk: OrderDesk;

  beforeEach(() => {
    desk = new OrderDesk();
  });

  const refusal = async (...orders: readonly Plain[]) => {
    const { code, errors } = await refusalOf(desk.submit(...orders));
    expect(code).toBe('RULE_VIOLATED');
    return errors;
  };

  it('for a global key that the catalog does not have, saying where to put it', async () => {
    const orderItems = [
      item(1, 1),
      item(1, 2, { specifiedBy: { globalKey: globalKey(4), productName: 'Fibre' } }),
    ];
    expect(await refusal(order(1, { orderItems }))).toEqual({
      '/orders/0/orderItems/1/specifiedBy/globalKey':
        'no product specification has the global key key-of-4; put it by PUT /catalog/product-specifications/{id}',
    });
  });

  it('for an item id that stands twice, also when only one of them has 18 characters', async () => {
    const short = item(1, 2, { orderItemId: itemId(1, 1).slice(0, 15) });
    expect(await refusal(order(1, { orderItems: [item(1, 1), short] }))).toEqual({
      '/orders/0/orderItems/1/orderItemId':
        '802A00010000001 stands twice in this order: it is also at /orders/0/orderItems/0/orderItemId',
    });
  });

  it('for a line number that stands twice', async () => {
    const orderItems = [item(1, 1), item(1, 2, { lineNumber: '0001' })];
    expect(Object.keys(await refusal(order(1, { orderItems })))).toEqual([
      '/orders/0/orderItems/1/lineNumber',
    ]);
  });

  it('for items, pricings and relationships of other orders and items', async () => {
    const errors = await refusal(
      order(1, {
        orderItems: [item(1, 1, { orderId: orderId(2) })],
        orderPricings: [{ orderItemId: itemId(1, 1) }, { orderItemId: itemId(1, 5) }],
        orderItemRelationships: [
          { orderItemId: itemId(1, 1), relatedOrderItemId: itemId(1, 6), orderId: orderId(1) },
          { orderItemId: itemId(1, 7), relatedOrderItemId: null, orderId: orderId(3) },
        ],
      }),
    );
    expect(Object.keys(errors)).toEqual([
      '/orders/0/orderItems/0/orderId',
      '/orders/0/orderPricings/1/orderItemId',
      '/orders/0/orderItemRelationships/0/relatedOrderItemId',
      '/orders/0/orderItemRelationships/1/orderId',
      '/orders/0/orderItemRelationships/1/orderItemId',
    ]);
    expect(errors['/orders/0/orderPricings/1/orderItemId']).toBe(
      '802A00010000005QAA is no item of this order; name one of its orderItems',
    );
  });

  it('not for references that give 15 characters where the item gave 18', async () => {
    await desk.submit(
      order(1, {
        orderItems: [item(1, 1, { orderId: orderId(1).slice(0, 15) }), item(1, 2)],
        orderPricings: [{ orderItemId: itemId(1, 1).slice(0, 15) }],
        orderItemRelationships: [
          { orderItemId: itemId(1, 1), relatedOrderItemId: itemId(1, 2).slice(0, 15) },
        ],
      }),
    );
  });

  it('for standing twice in one request', async () => {
    expect(Object.keys(await refusal(order(1), order(2), order(1)))).toEqual(['/orders/2/orderId']);
  });

  it('for standing under another account already', async () => {
    await desk.submit(order(1));
    expect(await refusal(order(1, { accountId: OTHER_ACCOUNT }))).toEqual({
      '/orders/0/accountId': `order ${orderId(1)} belongs to another account; send it with that account's id`,
    });
  });

  it('for a supplemental action without an order to supersede, and the other way round', async () => {
    await desk.submit(order(1));
    const errors = await refusal(
      order(2, { supplementalAction: 'Amend' }),
      order(3, { supersededOrderId: orderId(1) }),
    );
    expect(Object.keys(errors)).toEqual(['/orders/0/supersededOrderId', '/orders/1/supplementalAction']);
  });

  it('for superseding an order that is unknown, its own, or of another account', async () => {
    await desk.submit(order(1, { accountId: OTHER_ACCOUNT }));
    const superseding = (own: number, other: number) =>
      order(own, { supersededOrderId: orderId(other), supplementalAction: 'Cancel' });
    expect(await refusal(superseding(2, 9), superseding(3, 3), superseding(4, 1))).toEqual({
      '/orders/0/supersededOrderId': `order ${orderId(9)} is not known; submit it first, or earlier in the same request`,
      '/orders/1/supersededOrderId': 'an order cannot supersede itself',
      '/orders/2/supersededOrderId': `order ${orderId(1)} belongs to another account`,
    });
  });

  it('for superseding an order that comes later in the same request', async () => {
    const first = order(2, { supersededOrderId: orderId(1), supplementalAction: 'Amend' });
    expect(Object.keys(await refusal(first, order(1)))).toEqual(['/orders/0/supersededOrderId']);
  });

  it.each(['Superseded', 'Completed', 'Cancelled'])(
    'for superseding, or being, an order that is %s',
    async (state) => {
      const { orders } = await desk.submit(order(1));
      const key = { owner: ACCOUNT.slice(0, 15), type: 'Order', id: orders[0]?.id ?? '' };
      await desk.store.commit(
        { owners: [key.owner], deadline: Number.MAX_SAFE_INTEGER },
        {
          plan: async () => ({ changes: [{ action: 'update', key, fields: { State: state } }] }),
          answer: () => ({}),
        },
      );
      expect(
        await refusal(order(2, { supersededOrderId: orderId(1), supplementalAction: 'Amend' }), order(1)),
      ).toEqual({
        '/orders/0/supersededOrderId': `order ${orderId(1)} is ${state}; only an order that is In Progress can be superseded`,
        '/orders/1/orderId': expect.stringContaining('only an order that is In Progress can be sent again'),
      });
    },
  );

  it('for a first version that is not the one', async () => {
    await desk.submit(order(1));
    const amended = { supersededOrderId: orderId(1), supplementalAction: 'Amend' };
    await desk.submit(order(2, { ...amended, firstVersionOrderId: orderId(1) }));
    const errors = await refusal(
      order(3, { ...amended, supersededOrderId: orderId(2), firstVersionOrderId: orderId(2) }),
      order(4, { firstVersionOrderId: orderId(1) }),
      order(5, { firstVersionOrderId: orderId(5) }),
    );
    expect(Object.keys(errors)).toEqual(['/orders/0/firstVersionOrderId', '/orders/1/firstVersionOrderId']);
  });

  it('for superseding items that are not in the superseded order', async () => {
    await desk.submit(order(1));
    const orderItems = [
      item(2, 1, { supersededOrderItemId: itemId(1, 1) }),
      item(2, 2, { supersededOrderItemId: itemId(1, 2) }),
    ];
    const errors = await refusal(
      order(2, { supersededOrderId: orderId(1), supplementalAction: 'Amend', orderItems }),
      order(3, { orderItems: [item(3, 1, { supersededOrderItemId: itemId(1, 1) })] }),
    );
    expect(errors).toEqual({
      '/orders/0/orderItems/1/supersededOrderItemId': `${itemId(1, 2)} is no item of the superseded order 801A00000000001`,
      '/orders/1/orderItems/0/supersededOrderItemId': `${itemId(1, 1)} cannot be superseded: the order supersedes no other order`,
    });
  });

  it('with all errors of all orders at once, the first hundred of them in full', async () => {
    const orderItems = Array.from({ length: 150 }, (_, place) =>
      item(1, place + 1, { specifiedBy: { globalKey: 'unknown' } }),
    );
    const errors = await refusal(order(1, { orderItems }));
    expect(Object.keys(errors)).toHaveLength(101);
    expect(errors['']).toBe('50 more errors; correct these 100 first');
  });

  it('for decomposing into more records than a request may make', async () => {
    // 100 * 101 downstream items: each of 100 products decomposes into 100 of its own.
    const leaves = (product: number) =>
      Array.from({ length: 100 }, (_, place) => 10_000 + product * 100 + place);
    const products = Array.from({ length: 100 }, (_, place) => 100 + place);
    for (const product of products) {
      for (const leaf of leaves(product)) await desk.specification(leaf);
      await desk.specification(product, leaves(product));
    }
    await desk.specification(1, products);
    const orderItems = [item(1, 1, { specifiedBy: { globalKey: globalKey(1) } })];
    expect(Object.keys(await refusal(order(1, { orderItems })))).toEqual(['/orders/0/orderItems']);
  });

  it('for making too many records together with the other orders of the request', async () => {
    const orderItems = (number: number) =>
      Array.from({ length: 5_001 }, (_, place) => item(number, place + 1));
    expect(
      await refusal(order(1, { orderItems: orderItems(1) }), order(2, { orderItems: orderItems(2) })),
    ).toEqual({
      '/orders': expect.stringContaining('makes 10004 records'),
    });
  });
});
