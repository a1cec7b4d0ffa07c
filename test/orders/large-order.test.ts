import { globalKey, item, itemId, OrderDesk, order, orderId, plainOf } from '../support/order-desk.ts';

const COUNT = 2_000;

it('submits, queries and submits again an order of 2,000 items in seconds, not minutes', async () => {
  const desk = new OrderDesk();
  await desk.specification(9);
  await desk.specification(8, [9]);
  const specifiedBy = { globalKey: globalKey(8) };
  const sent = order(1, {
    orderItems: Array.from({ length: COUNT }, (_, place) => {
      const top = String(Math.floor(place / 10) + 1).padStart(4, '0');
      const lineNumber = place % 10 === 0 ? top : `${top}.${place % 10}`;
      return item(1, place + 1, { specifiedBy, lineNumber });
    }),
    orderPricings: Array.from({ length: COUNT }, (_, place) => ({ orderItemId: itemId(1, place + 1) })),
    orderItemRelationships: [],
  });
  const receipt = await desk.submit(sent);
  expect(receipt.changes).toHaveLength(1 + COUNT + COUNT + 1);
  expect(plainOf(await desk.query({ orderIdList: [orderId(1)] }))).toEqual({ orders: [sent] });
  const again = await desk.submit(sent);
  expect(again.changes.map(({ id }) => id)).toEqual(receipt.changes.map(({ id }) => id));
}, 10_000);
