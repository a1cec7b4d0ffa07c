import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import {
  globalKey,
  item,
  itemId,
  OrderDesk,
  order,
  orderId,
  plainOf,
  readJson,
  SAMPLE_ORDER,
} from '../support/order-desk.ts';
import { nextTurn, VirtualTime } from '../support/virtual-time.ts';

/** A desk over DynamoDB's rules, whose calls take effect in any order. */
function dynamoDesk(): { desk: OrderDesk; calls: string[] } {
  const fake = new FakeDynamoDb();
  const time = new VirtualTime(Date.UTC(2026, 10, 22));
  const calls: string[] = [];
  const client = fake.client({
    before: async ({ name }) => {
      calls.push(name);
      await nextTurn();
    },
  });
  const options = { clock: () => time.now, sleep: (ms: number) => time.sleep(ms) };
  const store = new DynamoDbRecordStore({ client, tables: fake.tables, ...options });
  return { desk: new OrderDesk(store, () => time.now + 25_000), calls };
}

describe('orders in DynamoDB', () => {
  it('are answered as the sample was submitted', async () => {
    const { desk } = dynamoDesk();
    await desk.sampleCatalog();
    const sample = readJson(SAMPLE_ORDER);
    await desk.submitJson(sample);
    expect(plainOf(await desk.query({ orderIdList: ['8014R000000AQGr'] }))).toEqual(plainOf(sample));
  });

  it('are found in few reads', async () => {
    const { desk, calls } = dynamoDesk();
    await desk.sampleCatalog();
    await desk.submitJson(readJson(SAMPLE_ORDER));
    calls.length = 0;
    await desk.query({ orderIdList: ['8014R000000AQGr'] });
    // One for each list of the order, of which there are four.
    expect(calls.filter((name) => name === 'QueryCommand')).toHaveLength(4);
  });

  it('can be larger than a transaction, and be sent again with other items', async () => {
    const { desk } = dynamoDesk();
    await desk.specification(8);
    await desk.specification(7, [8]);
    const sent = (numbers: readonly number[]) =>
      order(1, {
        orderItems: numbers.map((number) => item(1, number, { specifiedBy: { globalKey: globalKey(7) } })),
        orderPricings: numbers.map((number) => ({ orderItemId: itemId(1, number) })),
      });
    const first = sent(Array.from({ length: 300 }, (_, place) => place + 1));
    const second = sent(Array.from({ length: 300 }, (_, place) => 400 - place));
    for (const version of [first, second]) {
      await desk.submit(version);
      expect(plainOf(await desk.query({ orderIdList: [orderId(1)] }))).toEqual({ orders: [version] });
    }
  });

  it('have one winner when several supersede the same one', async () => {
    const { desk } = dynamoDesk();
    await desk.submit(order(1));
    const outcomes = await Promise.allSettled(
      [2, 3, 4, 5].map((number) =>
        desk.submit(order(number, { supersededOrderId: orderId(1), supplementalAction: 'Amend' })),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
    expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('RULE_VIOLATED'));
  });

  it('use a product for the first time in many accounts at once', async () => {
    const { desk } = dynamoDesk();
    const products = Array.from({ length: 8 }, (_, place) => place + 1);
    for (const product of products) await desk.specification(product);
    const orders = products.map((number) =>
      order(number, {
        accountId: `0014R0000${String(number).padStart(6, '0')}`,
        orderItems: products.map((product) =>
          item(number, product, { specifiedBy: { globalKey: globalKey(((product + number) % 8) + 1) } }),
        ),
      }),
    );
    const outcomes = await Promise.allSettled(orders.map((each) => desk.submit(each)));
    expect(outcomes.map(({ status }) => status)).toEqual(products.map(() => 'fulfilled'));
  });

  it('use no product that is deleted at the same time', async () => {
    for (const deleteFirst of [true, false]) {
      const { desk } = dynamoDesk();
      await desk.specification(7);
      const orderItems = [item(1, 1, { specifiedBy: { globalKey: globalKey(7) } })];
      const commands = [() => desk.removeSpecification(7), () => desk.submit(order(1, { orderItems }))];
      const started = (deleteFirst ? commands : commands.reverse()).map((command) => command());
      const outcomes = await Promise.allSettled<unknown>(started);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
      expect(refused.map(({ code }) => code)).toEqual(['RULE_VIOLATED']);
    }
  });
});
