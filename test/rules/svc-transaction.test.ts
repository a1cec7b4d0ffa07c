import fc from 'fast-check';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import { INSTRUMENT_STATUSES } from '../../lambda/model/customer-instrument.ts';
import { INSTRUMENT_TRANSITIONS, type InstrumentMethod } from '../../lambda/model/instrument-transitions.ts';
import { newCardNumbers } from '../../lambda/rules/svc-transaction/new-card-numbers.ts';
import {
  CrmDesk,
  fakeDynamoStore,
  type MethodAnswer,
  methodOf,
  sampleCustomer,
} from '../support/crm-desk.ts';
import { jsonTextOf, type Plain, refusalOf } from '../support/order-desk.ts';

/** The day of the stores in these tests. */
const TODAY = '2026-11-22';
const CARD = '6006491234567890';

/** A desk with a customer who has one card. */
async function desk(card: Plain = {}): Promise<CrmDesk> {
  const crm = new CrmDesk();
  const instrument = [{ cardNumber: CARD, statusCode: 'ACTIVE', ...card }];
  await crm.putCustomer('2142', { customerCards: { instrument } });
  return crm;
}

const call = (crm: CrmDesk, method: string, also: Plain = {}) =>
  crm.call(methodOf(method), { cardNumber: CARD, ...also });

/** The numbers of the cards in an answer. */
const numbers = ({ cardNumbers }: MethodAnswer) => cardNumbers as readonly string[];

async function statusAfter(status: string, method: string): Promise<string | undefined> {
  const crm = await desk({ statusCode: status });
  try {
    const answer = await call(crm, method);
    expect(answer.changes).toMatchObject([{ action: 'update', objectType: 'Customer', id: '2142', tick: 2 }]);
  } catch (error) {
    expect(error).toMatchObject({ code: 'RULE_VIOLATED', errors: [{ pointer: '/cardNumber' }] });
    return undefined;
  }
  return String((await crm.cards('2142')).get(CARD)?.statusCode);
}

describe('the states of a card', () => {
  const moves: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    activateInstrument: { INACTIVE: 'ACTIVE' },
    deactivateInstrument: { ACTIVE: 'INACTIVE', BLOCKED: 'INACTIVE' },
    unblockTenderAccount: { BLOCKED: 'ACTIVE' },
    replace: { INACTIVE: 'REPLACED', ACTIVE: 'REPLACED', BLOCKED: 'REPLACED', EXPIRED: 'REPLACED' },
  };
  const pairs = Object.keys(moves).flatMap((method) =>
    INSTRUMENT_STATUSES.map((status): [string, string, string | undefined] => [
      method,
      status,
      moves[method]?.[status],
    ]),
  );

  it.each(pairs)('%s brings %s to %s', async (method, status, expected) => {
    expect(await statusAfter(status, method)).toBe(expected);
  });

  it('are never left once a card has been replaced or closed', () => {
    const left = Object.values(INSTRUMENT_TRANSITIONS).flatMap(({ from }): readonly string[] => from);
    expect(left).not.toContain('REPLACED');
    expect(left).not.toContain('CLOSED');
  });

  it('hold through any commands', async () => {
    const methods = Object.keys(moves) as InstrumentMethod[];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...INSTRUMENT_STATUSES),
        fc.array(fc.constantFrom(...methods), { maxLength: 6 }),
        async (first, commands) => {
          const crm = await desk({ statusCode: first });
          let status: string = first;
          for (const command of commands) {
            await call(crm, command).catch(() => undefined);
            status = moves[command]?.[status] ?? status;
          }
          expect((await crm.cards('2142')).get(CARD)?.statusCode).toBe(status);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('activateInstrument', () => {
  it('says since when, until when, and with what balance, digit for digit', async () => {
    const crm = await desk({ statusCode: 'INACTIVE', deactivationDate: '2026-01-01', reasonCode: 'LOST' });
    await call(crm, 'activateInstrument', {
      customerID: '2142',
      expirationDate: '2030-12-31',
      initialBalance: 25,
      currencyTypeCode: 'USD',
    });
    expect((await crm.cards('2142')).get(CARD)).toEqual({
      cardNumber: CARD,
      statusCode: 'ACTIVE',
      activationDate: TODAY,
      deactivationDate: null,
      expirationDate: '2030-12-31',
      currencyTypeCode: 'USD',
      initialBalance: 25,
      balance: 25,
      reasonCode: null,
    });
  });

  it('keeps the digits of balances, its own and those of other cards', async () => {
    const crm = new CrmDesk();
    const cards = `{"customerCards":{"instrument":[{"cardNumber":"1","statusCode":"BLOCKED","balance":1325.00},{"cardNumber":"2","statusCode":"ACTIVE","balance":0.10}]}}`;
    const key = { owner: 'Customer#7', type: 'Customer', id: '7' };
    const names = ['1', '2'].map((name) => {
      return {
        action: 'claim' as const,
        kind: 'Instrument',
        name,
        owner: `Instrument#${name}`,
        value: { customerID: '7' },
      };
    });
    await crm.put(CUSTOMER, key, { ...sampleCustomer('7'), ...jsonTextOf(cards) }, names);
    await crm.call(methodOf('unblockTenderAccount'), { cardNumber: '1' });
    const text = await crm.text(CUSTOMER, key);
    expect(text).toContain('"cardNumber":"1","statusCode":"ACTIVE","balance":1325.00,');
    expect(text).toContain('"cardNumber":"2","statusCode":"ACTIVE","balance":0.10}');
  });

  it.each<[string, Plain, Plain, string]>([
    ['a card that has expired', { expirationDate: '2026-11-21' }, {}, '/expirationDate'],
    ['a last day that is past', {}, { expirationDate: '2026-11-21' }, '/expirationDate'],
    ['a balance below 0', {}, { initialBalance: -1, currencyTypeCode: 'USD' }, '/initialBalance'],
    ['a balance without a currency', {}, { initialBalance: 1 }, '/currencyTypeCode'],
    ['a second balance', { balance: 3, currencyTypeCode: 'USD' }, { initialBalance: 1 }, '/initialBalance'],
    [
      'another currency',
      { balance: 3, currencyTypeCode: 'USD' },
      { currencyTypeCode: 'EUR' },
      '/currencyTypeCode',
    ],
    ["somebody else's card", {}, { customerID: '2143' }, '/customerID'],
    ['a card that is not there', {}, { cardNumber: '0' }, '/cardNumber'],
  ])('is refused for %s, and changes nothing', async (_what, card, body, pointer) => {
    const crm = await desk({ statusCode: 'INACTIVE', ...card });
    const before = await crm.customer('2142');
    const { code, errors } = await refusalOf(call(crm, 'activateInstrument', body));
    expect(code).toBe('RULE_VIOLATED');
    expect(Object.keys(errors)).toEqual([pointer]);
    expect(await crm.customer('2142')).toEqual(before);
  });

  it('takes a card on its last day', async () => {
    const crm = await desk({ statusCode: 'INACTIVE', expirationDate: TODAY });
    expect(numbers(await call(crm, 'activateInstrument'))).toEqual([CARD]);
  });
});

describe('a card that is made', () => {
  it('is inactive, the customer has it, and it is found by its number', async () => {
    const crm = await desk({ primaryFlag: true });
    const answer = await crm.call(methodOf('generateCard'), {
      customerID: '2142',
      typeCode: 'GIFT',
      primaryFlag: true,
      initialBalance: 10,
      currencyTypeCode: 'USD',
    });
    const [cardNumber] = numbers(answer);
    const cards = await crm.cards('2142');
    expect([...cards.keys()]).toEqual([CARD, cardNumber]);
    expect(cards.get(CARD)?.primaryFlag).toBe(false);
    expect(cards.get(String(cardNumber))).toEqual({
      cardNumber,
      typeCode: 'GIFT',
      statusCode: 'INACTIVE',
      primaryFlag: true,
      issueDate: TODAY,
      currencyTypeCode: 'USD',
      initialBalance: 10,
      balance: 10,
    });
    await call(crm, 'activateInstrument', { cardNumber });
    expect((await crm.cards('2142')).get(String(cardNumber))?.statusCode).toBe('ACTIVE');
  });

  it('has a number that passes the check of card numbers', () => {
    const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 16n, max: 10n ** 17n - 101n }), (first) => {
        const numbers = newCardNumbers({ first, count: 3 });
        expect(new Set(numbers).size).toBe(3);
        for (const number of numbers) {
          const digits = [...number].reverse().map(Number);
          const sum = digits.reduce(
            (total, digit, place) => total + (place % 2 === 1 ? (doubled[digit] ?? 0) : digit),
            0,
          );
          expect(number).toMatch(/^\d{18}$/);
          expect(sum % 10).toBe(0);
        }
      }),
    );
  });

  it('comes with others, a hundred at once, all different', async () => {
    // In DynamoDB these are more writes than one transaction takes.
    const { store, deadline } = fakeDynamoStore();
    const crm = new CrmDesk(store, deadline);
    await crm.putCustomer('2142');
    const answer = await crm.call(methodOf('generateMultipleCards'), {
      customerID: '2142',
      quantity: 100,
      typeCode: 'GIFT',
    });
    expect(answer.changes).toHaveLength(1);
    expect(new Set(numbers(answer)).size).toBe(100);
    expect((await crm.cards('2142')).size).toBe(100);
    for (const cardNumber of numbers(answer).slice(0, 2))
      await crm.call(methodOf('activateInstrument'), { cardNumber });
  });

  it.each<[string, Plain, string]>([
    ['nobody', { customerID: '1' }, '/customerID'],
    ['a past day', { expirationDate: '2020-01-01' }, '/expirationDate'],
    ['several primary ones', { primaryFlag: true }, '/primaryFlag'],
  ])('is refused for %s', async (_what, also, pointer) => {
    const body = { customerID: '2142', quantity: 2, ...also };
    const { errors } = await refusalOf((await desk()).call(methodOf('generateMultipleCards'), body));
    expect(Object.keys(errors)).toEqual([pointer]);
  });
});

describe('a card that is replaced', () => {
  it('gives its place and its balance to the new one', async () => {
    const card = {
      typeCode: 'STORED_VALUE',
      relationCode: 'OWNER',
      primaryFlag: true,
      expirationDate: '2027-01-31',
      currencyTypeCode: 'USD',
      initialBalance: 50,
      balance: 12.5,
    };
    const crm = await desk(card);
    const answer = await call(crm, 'replace', { reasonCode: 'LOST', expirationDate: '2031-01-31' });
    const [old, cardNumber] = numbers(answer);
    expect(old).toBe(CARD);
    const cards = await crm.cards('2142');
    expect(cards.get(CARD)).toMatchObject({
      statusCode: 'REPLACED',
      primaryFlag: false,
      balance: 0,
      reasonCode: 'LOST',
      deactivationDate: TODAY,
      replacedByCardNumber: cardNumber,
    });
    expect(cards.get(String(cardNumber))).toEqual({
      ...card,
      cardNumber,
      statusCode: 'ACTIVE',
      issueDate: TODAY,
      activationDate: TODAY,
      expirationDate: '2031-01-31',
      initialBalance: 12.5,
      balance: 12.5,
      replacesCardNumber: CARD,
    });
  });

  it('can give way to a card whose number is named, once', async () => {
    const crm = await desk({ statusCode: 'BLOCKED' });
    await crm.putCustomer('7', {
      customerCards: { instrument: [{ cardNumber: 'other', statusCode: 'ACTIVE' }] },
    });
    for (const replacementCardNumber of [CARD, 'other'])
      expect(Object.keys((await refusalOf(call(crm, 'replace', { replacementCardNumber }))).errors)).toEqual([
        '/replacementCardNumber',
      ]);
    const answer = await call(crm, 'replace', { replacementCardNumber: 'new' });
    expect(numbers(answer)).toEqual([CARD, 'new']);
    expect((await crm.cards('2142')).get('new')).toMatchObject({
      statusCode: 'INACTIVE',
      replacesCardNumber: CARD,
    });
    expect((await refusalOf(call(crm, 'replace'))).code).toBe('RULE_VIOLATED');
    await crm.call(methodOf('activateInstrument'), { cardNumber: 'new' });
  });

  it('is refused when the new one would have expired', async () => {
    const crm = await desk({ statusCode: 'EXPIRED', expirationDate: '2026-01-01' });
    expect(Object.keys((await refusalOf(call(crm, 'replace'))).errors)).toEqual(['/expirationDate']);
  });
});
