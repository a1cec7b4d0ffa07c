import { stringifyJson } from '../../lambda/domain/json.ts';
import type { Fields } from '../../lambda/domain/record.ts';
import { item, itemId, OrderDesk, order, orderId, plainOf } from '../support/order-desk.ts';

const amends = (number: number) => ({ supersededOrderId: orderId(number), supplementalAction: 'Amend' });
const digits = (fields: Fields | undefined, label: string) => stringifyJson(fields?.[label] ?? null);

describe('a supplemental order', () => {
  it('supersedes the order before it, whose change is published first', async () => {
    const desk = new OrderDesk();
    const original = await desk.submit(order(1));
    const receipt = await desk.submit(order(2, amends(1)));
    expect(receipt.changes[0]).toMatchObject({
      action: 'update',
      objectType: 'Order',
      id: original.orders[0]?.id,
    });
    const [before, after] = await desk.recordsOf(receipt);
    expect(before).toMatchObject({ State: 'Superseded', 'Salesforce Id': orderId(1).slice(0, 15) });
    expect(after).toMatchObject({ State: 'In Progress' });
    expect(before?.Modified).toBe(after?.Modified);
    expect(digits(after, 'Superseded Order')).toBe(original.orders[0]?.id);
  });

  it('has the first version of the whole chain', async () => {
    const desk = new OrderDesk();
    const original = await desk.submit(order(1));
    await desk.submit(order(2, amends(1)));
    const receipt = await desk.submit(order(3, { ...amends(2), firstVersionOrderId: orderId(1) }));
    const [, third] = await desk.recordsOf(receipt);
    expect(digits(third, 'First Version Order')).toBe(original.orders[0]?.id);
  });

  it('can supersede an order earlier in the same request, which is superseded from the start', async () => {
    const desk = new OrderDesk();
    const receipt = await desk.submit(order(1), order(2, amends(1)), order(3, amends(2)));
    expect(receipt.orders.map(({ state }) => state)).toEqual(['Superseded', 'Superseded', 'In Progress']);
    expect(receipt.changes.map(({ action }) => action)).toEqual(Array(6).fill('insert'));
    const records = await desk.recordsOf(receipt);
    const versions = records.filter((fields) => fields['Object Type'] === 'Order');
    expect(versions.map((fields) => digits(fields, 'First Version Order'))).toEqual(
      Array(3).fill(receipt.orders[0]?.id),
    );
  });

  it('stays in progress when it cancels: undoing is work, too', async () => {
    const desk = new OrderDesk();
    await desk.submit(order(1));
    const receipt = await desk.submit(order(2, { ...amends(1), supplementalAction: 'Cancel' }));
    expect(receipt.orders[0]?.state).toBe('In Progress');
  });

  it('computes what its items did before, whatever was sent', async () => {
    const desk = new OrderDesk();
    const version = (number: number, actions: readonly (string | null)[], also: object) =>
      order(number, {
        ...also,
        orderItems: actions.map((supplementalAction, place) =>
          item(number, place + 1, {
            supplementalAction,
            previousSupplementalAction: 'NoChange',
            isFreshCancellation: true,
            supersededOrderItemId: number === 1 || place === 3 ? null : itemId(number - 1, place + 1),
          }),
        ),
      });
    await desk.submit(version(1, [null, null, null], {}));
    await desk.submit(version(2, ['Cancel', 'Amend', 'Cancel'], amends(1)));
    await desk.submit(version(3, ['Cancel', 'Cancel', 'Amend', 'Add'], amends(2)));
    const { orders } = plainOf(await desk.query({ orderIdList: [orderId(1), orderId(2), orderId(3)] }));
    const seen = (orders as { orderItems: Record<string, unknown>[] }[]).map(({ orderItems }) =>
      orderItems.map((found) => [found.previousSupplementalAction, found.isFreshCancellation]),
    );
    expect(seen).toEqual([
      [
        [null, false],
        [null, false],
        [null, false],
      ],
      [
        [null, true],
        [null, false],
        [null, true],
      ],
      [
        ['Cancel', false],
        ['Amend', true],
        ['Cancel', false],
        [null, false],
      ],
    ]);
  });

  it('names the items that its items supersede by their numeric ids', async () => {
    const desk = new OrderDesk();
    const original = await desk.submit(order(1));
    const orderItems = [item(2, 1, { supersededOrderItemId: itemId(1, 1).slice(0, 15) })];
    const receipt = await desk.submit(
      order(2, { ...amends(1), orderItems }),
      order(3, { ...amends(2), orderItems: [item(3, 1, { supersededOrderItemId: itemId(2, 1) })] }),
    );
    const items = (await desk.recordsOf(receipt)).filter((fields) => fields['Object Type'] === 'Order Item');
    expect(digits(items[0], 'Superseded Order Item')).toBe(original.changes[1]?.id);
    expect(digits(items[1], 'Superseded Order Item')).toBe(digits(items[0], 'id'));
  });

  it('wins over another one for the same order that is sent at the same time, once and only once', async () => {
    const desk = new OrderDesk();
    await desk.submit(order(1));
    const amendments = [2, 3, 4, 5].map((number) => desk.submit(order(number, amends(1))));
    const outcomes = await Promise.allSettled(amendments);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
    expect(refused).toHaveLength(3);
    for (const reason of refused) {
      expect(reason).toMatchObject({
        code: 'RULE_VIOLATED',
        errors: [
          { pointer: '/orders/0/supersededOrderId', detail: expect.stringContaining('is Superseded') },
        ],
      });
    }
  });
});
