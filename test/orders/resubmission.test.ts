import { stringifyJson } from '../../lambda/domain/json.ts';
import { globalKey, item, OrderDesk, order, orderId, plainOf, refusalOf } from '../support/order-desk.ts';

const at = (receipt: { changes: readonly { action: string; objectType: string }[] }) =>
  receipt.changes.map(({ action, objectType }) => `${action} ${objectType}`);

describe('an order that is sent again', () => {
  let desk: OrderDesk;

  beforeEach(async () => {
    desk = new OrderDesk();
    await desk.specification(8);
    await desk.specification(9);
    await desk.specification(7, [8]);
  });

  it('keeps its ids, first version and time of creation when nothing is different', async () => {
    const orderItems = [item(1, 1, { specifiedBy: { globalKey: globalKey(7) } }), item(1, 2)];
    const same = order(1, {
      orderItems,
      orderPricings: [{ name: 'a' }],
      orderItemRelationships: [{ orderItemId: orderItems[0]?.orderItemId }],
      orderAppliedPromotions: [{ name: 'b' }],
    });
    const first = await desk.submit(same);
    const created = await desk.recordsOf(first);
    const again = await desk.submit(same);
    expect(again.orders).toEqual(first.orders);
    expect(again.changes.map(({ id }) => id)).toEqual(first.changes.map(({ id }) => id));
    expect(at(again)).toEqual(first.changes.map(({ objectType }) => `update ${objectType}`));
    const kept = await desk.recordsOf(again);
    expect(kept.map((fields) => fields.Created)).toEqual(created.map((fields) => fields.Created));
    expect(kept[0]?.Modified).not.toBe(created[0]?.Modified);
    expect(kept[0]?.['First Version Order']).toEqual(created[0]?.['First Version Order']);
  });

  it('keeps the ids of the items it still has, gives new ones to new items, deletes what is gone', async () => {
    const first = await desk.submit(order(1, { orderItems: [item(1, 1), item(1, 2), item(1, 3)] }));
    const receipt = await desk.submit(order(1, { orderItems: [item(1, 3), item(1, 4), item(1, 1)] }));
    expect(at(receipt)).toEqual([
      'update Order',
      'update Order Item',
      'insert Order Item',
      'update Order Item',
      'delete Order Item',
    ]);
    const [, one, two, three] = first.changes.map(({ id }) => id);
    const [, , inserted] = receipt.changes.map(({ id }) => id);
    expect(receipt.changes.map(({ id }) => id).slice(1)).toEqual([three, inserted, one, two]);
    expect(BigInt(inserted ?? 0) > BigInt(three ?? 0)).toBe(true);
  });

  it('comes back in the order in which it was last sent, however often that was', async () => {
    const versions = [[1, 2, 3], [3, 4, 1], [5, 4, 3, 2, 1], [6], [1, 6]];
    for (const numbers of versions) {
      const sent = order(1, { orderItems: numbers.map((number) => item(1, number)) });
      await desk.submit(sent);
      expect(plainOf(await desk.query({ orderIdList: [orderId(1)] }))).toEqual({ orders: [sent] });
    }
  });

  it('keeps the downstream item of a product and deletes that of another', async () => {
    const of = (...products: number[]) =>
      order(1, {
        orderItems: products.map((product, place) =>
          item(1, place + 1, { specifiedBy: { globalKey: globalKey(product) } }),
        ),
      });
    await desk.specification(6, [9]);
    const first = await desk.submit(of(7, 6));
    const receipt = await desk.submit(of(8, 7));
    const kept = first.changes[3]?.id;
    const gone = first.changes[4]?.id;
    expect(receipt.changes.slice(3)).toMatchObject([
      { action: 'update', id: kept },
      { action: 'delete', id: gone },
    ]);
    const records = await desk.recordsOf(receipt);
    // Its source is the second item now, which is the one of product 7.
    expect(stringifyJson(records[3]?.['Source Order Items'] ?? null)).toBe(`[${receipt.changes[2]?.id}]`);
  });

  it('does not supersede its predecessor a second time', async () => {
    await desk.submit(order(1));
    const amendment = order(2, { supersededOrderId: orderId(1), supplementalAction: 'Amend' });
    await desk.submit(amendment);
    const receipt = await desk.submit(amendment);
    expect(at(receipt)).toEqual(['update Order', 'update Order Item']);
    const [fields] = await desk.recordsOf(receipt);
    expect(fields).toMatchObject({ State: 'In Progress' });
  });

  it('cannot supersede another order than it first did', async () => {
    await desk.submit(order(1), order(2));
    await desk.submit(order(3, { supersededOrderId: orderId(1), supplementalAction: 'Amend' }));
    const { errors } = await refusalOf(
      desk.submit(order(3, { supersededOrderId: orderId(2), supplementalAction: 'Amend' })),
    );
    expect(errors).toEqual({
      '/orders/0/supersededOrderId': `order ${orderId(3)} superseded order 801A00000000001 when it was first submitted; that stays`,
    });
  });

  it('can be superseded in the same request', async () => {
    await desk.submit(order(1));
    const amendment = order(2, { supersededOrderId: orderId(1), supplementalAction: 'Amend' });
    const receipt = await desk.submit(order(1), amendment);
    expect(receipt.orders.map(({ state }) => state)).toEqual(['Superseded', 'In Progress']);
    expect(at(receipt)).toEqual(['update Order', 'update Order Item', 'insert Order', 'insert Order Item']);
  });
});
