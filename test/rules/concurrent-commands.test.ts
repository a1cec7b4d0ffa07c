import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import type { RecordStore } from '../../lambda/domain/commit.ts';
import type { ServiceMethod } from '../../lambda/rules/service-method.ts';
import {
  CrmDesk,
  fakeDynamoStore,
  type MethodAnswer,
  methodOf,
  sampleTransaction,
} from '../support/crm-desk.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { memoryStore, type Plain } from '../support/order-desk.ts';

const CUSTOMER_ID = '2147';

/** In memory all of them try again whenever one is through: fewer of them take as long. */
const STORES: readonly [number, string, () => { store: RecordStore; deadline?: () => number }][] = [
  [20, 'in memory', () => ({ store: memoryStore() })],
  [100, 'in DynamoDB', fakeDynamoStore],
];

/** One of many commands: it posts, makes a card, joins a segment or activates a card of its own. */
function command(crm: CrmDesk, place: number): Promise<MethodAnswer> {
  const id = String(place);
  switch (place % 4) {
    case 0: {
      const total = `{"total":${place}.10}`;
      return crm.call(methodOf('postTransaction'), sampleTransaction({ retailTransactionId: id }, total));
    }
    case 1:
      return crm.call(methodOf('generateCard'), { customerID: CUSTOMER_ID, typeCode: 'GIFT' });
    case 2:
      return crm.call(methodOf('addCustomerToSegment'), { customerID: CUSTOMER_ID, segmentId: id });
    default:
      return crm.call(methodOf('activateInstrument'), { cardNumber: id });
  }
}

describe.each(STORES)('%i commands at once on one customer, %s,', (count, _where, newStore) => {
  it('are all carried out, none lost, their ticks without a gap', async () => {
    const { store, deadline } = newStore();
    const crm = new CrmDesk(store, deadline);
    const places = Array.from({ length: count }, (_, place) => place);
    const instrument = places
      .filter((place) => place % 4 === 3)
      .map((place): Plain => ({ cardNumber: String(place), statusCode: 'INACTIVE' }));
    await crm.putCustomer(CUSTOMER_ID, { customerCards: { instrument } });
    for (const place of places) if (place % 4 === 2) await crm.putSegment(String(place));

    const answers = await Promise.all(places.map((place) => command(crm, place)));

    const ticks = answers.flatMap(({ changes }) => changes.map(({ tick }) => tick));
    expect(ticks.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: count + count / 4 }, (_, place) => place + 2),
    );
    const { customerSegments, entityInformation } = await crm.customer(CUSTOMER_ID);
    const { segment } = customerSegments as { segment: readonly Plain[] };
    expect(new Set(segment.map(({ segmentId }) => segmentId)).size).toBe(count / 4);
    const cards = [...(await crm.cards(CUSTOMER_ID)).values()];
    expect(cards.filter(({ statusCode }) => statusCode === 'ACTIVE')).toHaveLength(count / 4);
    expect(cards.filter(({ statusCode }) => statusCode === 'INACTIVE')).toHaveLength(count / 4);
    const posted = count / 4;
    const cents = places.filter((place) => place % 4 === 0).reduce((sum, place) => sum + place * 100 + 10, 0);
    expect(entityInformation).toMatchObject({
      individual: {
        lifetimeActivitySummary: {
          totalSalesAmount: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
          totalTransactionCount: String(posted),
        },
      },
    });
  });
});

describe('a card whose customers are merged at the same moment', () => {
  it('is found again where it has gone', async () => {
    const crm = new CrmDesk();
    await crm.putCustomer('a', {
      customerCards: { instrument: [{ cardNumber: 'card', statusCode: 'INACTIVE' }] },
    });
    await crm.putCustomer('b');
    const activate = methodOf('activateInstrument');
    let prepared = 0;
    const late: ServiceMethod = {
      ...activate,
      prepare: async (preparation) => {
        const command = await activate.prepare(preparation);
        prepared += 1;
        const merge = { customerIDs: ['a', 'b'], customerID: 'new' };
        if (prepared === 1) await crm.call(methodOf('mergeCustomers'), merge);
        return command;
      },
    };
    expect(await crm.call(late, { cardNumber: 'card' })).toMatchObject({ customerID: 'new' });
    expect(prepared).toBe(2);
  });

  it('is activated once, wherever it is then', async () => {
    for (let round = 0; round < 5; round++) {
      const { store, deadline } = fakeDynamoStore();
      const crm = new CrmDesk(store, deadline);
      const instrument = [{ cardNumber: 'card', statusCode: 'INACTIVE' }];
      await crm.putCustomer('a', { customerCards: { instrument } });
      await crm.putCustomer('b');
      await Promise.all([
        crm.call(methodOf('activateInstrument'), { cardNumber: 'card' }),
        crm.call(methodOf('mergeCustomers'), { customerIDs: ['a', 'b'], customerID: 'new' }),
      ]);
      expect((await crm.cards('new')).get('card')).toMatchObject({ statusCode: 'ACTIVE' });
    }
  });
});

describe('cards that are made at the same moment by two processes with the same luck', () => {
  it('have different numbers, of one customer or of two', async () => {
    const fake = new FakeDynamoDb();
    const newDesk = () => {
      const options = {
        clock: () => Date.UTC(2026, 10, 22),
        random: () => 0.5,
        sleep: async () => undefined,
      };
      return new CrmDesk(new DynamoDbRecordStore({ client: fake.client(), tables: fake.tables, ...options }));
    };
    await newDesk().putCustomer('a');
    await newDesk().putCustomer('b');
    const numbers: unknown[] = [];
    for (const customerID of ['a', 'b', 'a'])
      numbers.push((await newDesk().call(methodOf('generateCard'), { customerID })).cardNumbers);
    expect(new Set(numbers.flat()).size).toBe(3);
  });
});
