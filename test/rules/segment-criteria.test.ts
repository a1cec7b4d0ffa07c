import type { JsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import { requestShape } from '../../lambda/model/request-shape.ts';
import { CUSTOMER_PROPERTIES } from '../../lambda/model/segment-criteria.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { customerValues } from '../../lambda/rules/segment/customer-values.ts';
import { meetsCriteria } from '../../lambda/rules/segment/meets-criteria.ts';
import { segmentFaults } from '../../lambda/rules/segment/segment-faults.ts';
import type { Criterion } from '../../lambda/rules/segment/standing-segment.ts';

const TODAY = '2026-11-22';

const BODY = parseJson(`{
  "customerID": "2142", "customerClass": "GOLD", "prospect": false, "lastPurchaseDate": "2026-08-24", "source": "",
  "entityInformation": {"individual": {
    "contactInformation": {"address": [{"city": "Wien"}, {"city": "Graz"}, {"city": null}]},
    "personalSummary": {"birthDate": "1980-02-29"},
    "socioEconomicProfile": {"netWorth": "123456789012345678.10"},
    "lifetimeActivitySummary": {"totalSalesAmount": "1325.00"},
    "yearToDateActivitySummary": {"yearToDateSalesAmount": "77.50"}
  }}
}`) as JsonObject;

/** Whether the customer meets a condition written as `property OPERATOR value value`. */
function meets(condition: string, summaryYear: string | undefined = '2026'): boolean {
  const [property = '', operator, ...values] = condition.split(' ');
  const criterion = { property, operator, values } as Criterion;
  return meetsCriteria([criterion], { body: BODY, summaryYear }, TODAY);
}

describe('a condition', () => {
  it.each([
    'customerClass IS GOLD',
    'customerClass IS SILVER GOLD',
    'customerClass IS_NOT SILVER',
    'customerClass IS_SET',
    'prospect IS false',
    'city IS Graz',
    'city IS_NOT Linz',
    'totalSalesAmount IS 1325',
    'totalSalesAmount AT_LEAST 1325.00',
    'totalSalesAmount BELOW 1325.000000000000000001',
    'netWorth AT_LEAST 123456789012345678.1',
    'netWorth BELOW 123456789012345678.11',
    'yearToDateSalesAmount AT_LEAST 77.5',
    'birthDate BELOW 1980-03-01',
    'birthDate AT_LEAST 1980-02-29',
    'lastPurchaseDate WITHIN_DAYS 90',
    'lastPurchaseDate BEFORE_DAYS 89',
    // Without a value, nothing is so but that it is not.
    'source IS_NOT_SET',
    'genderType IS_NOT FEMALE',
    'genderType IS_NOT_SET',
  ])('holds: %s', (condition) => expect(meets(condition)).toBe(true));

  it.each([
    'customerClass IS gold',
    'customerClass IS_NOT SILVER GOLD',
    'customerClass IS_NOT_SET',
    'city IS_NOT Wien',
    'totalSalesAmount BELOW 1325',
    'netWorth AT_LEAST 123456789012345678.11',
    'birthDate BELOW 1980-02-29',
    'lastPurchaseDate WITHIN_DAYS 89',
    'lastPurchaseDate BEFORE_DAYS 90',
    'genderType IS FEMALE',
    'genderType IS_SET',
    'signupDate BELOW 2999-01-01',
    'signupDate BEFORE_DAYS 0',
    'annualIncomeAmount BELOW 1',
  ])('does not hold: %s', (condition) => expect(meets(condition)).toBe(false));

  it('counts nothing as bought this year when the summary is about another', () => {
    expect(meets('yearToDateSalesAmount AT_LEAST 77.5', '2025')).toBe(false);
    expect(meets('yearToDateSalesAmount IS 0', '2025')).toBe(true);
    expect(meets('totalSalesAmount IS 1325', '2025')).toBe(true);
    expect(meets('yearToDateSalesAmount AT_LEAST 77.5', undefined)).toBe(true);
  });

  it('is about organizations as about individuals', () => {
    const organization = { lifetimeActivitySummary: { totalSalesAmount: '5' } };
    const body = { customerID: '1', entityInformation: { individual: null, organization } };
    const values = customerValues(
      { body, summaryYear: undefined },
      { property: 'totalSalesAmount', today: TODAY },
    );
    expect(values).toEqual(['5']);
  });
});

describe('the properties of customers', () => {
  const places = Object.entries(CUSTOMER_PROPERTIES).flatMap(([name, { kind, places }]) =>
    places.map((place) => [name, kind, place] as const),
  );

  it.each(places.filter(([, , place]) => shapeAt(requestShape(CUSTOMER), place) !== undefined))(
    '%s, as %s, is at %j in the model, in that form',
    (_name, kind, place) => {
      const shape = shapeAt(requestShape(CUSTOMER), place);
      const forms: Record<string, readonly string[]> = {
        text: ['text', 'enum'],
        flag: ['boolean'],
        date: ['date'],
        amount: ['text'],
      };
      expect(forms[kind]).toContain(shape?.kind);
    },
  );

  it('have each at least one place in the model', () => {
    const found = places.filter(([, , place]) => shapeAt(requestShape(CUSTOMER), place) !== undefined);
    expect([...new Set(found.map(([name]) => name))]).toEqual(Object.keys(CUSTOMER_PROPERTIES));
  });
});

/** The shape at a place; a list on the way stands for its members. */
function shapeAt(shape: Shape | undefined, [name, ...rest]: readonly string[]): Shape | undefined {
  if (shape?.kind === 'list') return shapeAt(shape.of, [name ?? '', ...rest].filter(Boolean));
  if (name === undefined || shape === undefined) return shape;
  if (shape.kind !== 'object' || !Object.hasOwn(shape.properties, name)) return undefined;
  return shapeAt(shape.properties[name], rest);
}

describe('a segment', () => {
  const criteria = [{ property: 'prospect', operator: 'IS', values: ['true'] }];
  const strata = [
    { stratumId: 'A', below: '100.00' },
    { stratumId: 'B', from: '100' },
  ];
  const unstratified = { segmentId: 'S', segmentType: 'UNSTRATIFIED', status: 'ACTIVE', criteria };
  const stratified = { ...unstratified, segmentType: 'STRATIFIED', metric: 'totalSalesAmount', strata };
  const manual = { segmentId: 'S', segmentType: 'MANUAL', status: 'ACTIVE' };

  it.each([
    ['manual', manual],
    ['unstratified', unstratified],
    ['stratified', stratified],
    ['stratified without criteria', { ...stratified, criteria: null }],
    [
      'with all that members get',
      { ...manual, promotionDealIds: ['P'], offer: { offerId: 'O', validDays: JSON.rawJSON('7') } },
    ],
  ])('can be %s', (_what, segment) => expect(segmentFaults(segment)).toEqual([]));

  it.each<[string, JsonObject]>([
    ['/criteria', { ...unstratified, criteria: [] }],
    ['/criteria', { ...unstratified, criteria: null }],
    ['/criteria', { ...manual, criteria }],
    ['/metric', { ...stratified, metric: null }],
    ['/strata', { ...stratified, strata: [] }],
    ['/strata', { ...unstratified, strata }],
    ['/endDate', { ...manual, startDate: '2026-11-22', endDate: '2026-11-21' }],
    [
      '/offer/validDays',
      { ...manual, offer: { offerId: 'O', expirationDate: TODAY, validDays: JSON.rawJSON('7') } },
    ],
    ['/criteria/0/operator', withCriterion({ operator: 'AT_LEAST' })],
    ['/criteria/0/values', withCriterion({ operator: 'IS_SET' })],
    ['/criteria/0/values', withCriterion({ values: [] })],
    [
      '/criteria/0/values',
      withCriterion({ property: 'signupDate', operator: 'BELOW', values: [TODAY, TODAY] }),
    ],
    ['/criteria/0/values/0', withCriterion({ values: ['yes'] })],
    ['/criteria/0/values/1', withCriterion({ property: 'signupDate', values: [TODAY, '2026-02-30'] })],
    [
      '/criteria/0/values/0',
      withCriterion({ property: 'signupDate', operator: 'WITHIN_DAYS', values: ['-1'] }),
    ],
    ['/criteria/0/values/0', withCriterion({ property: 'netWorth', values: ['1e3'] })],
    ['/strata/1/stratumId', { ...stratified, strata: [strata[0] ?? null, { stratumId: 'A', from: '100' }] }],
    ['/strata/0/below', { ...stratified, strata: [{ stratumId: 'A', from: '5', below: '5.0' }] }],
    ['/strata/1', { ...stratified, strata: [strata[0] ?? null, { stratumId: 'B', from: '99.99' }] }],
    ['/strata/1', { ...stratified, strata: [{ stratumId: 'A' }, { stratumId: 'B', from: '5' }] }],
  ])('is refused for what is wrong at %s: %j', (pointer, segment) =>
    expect(segmentFaults(segment).map((fault) => fault.pointer)).toEqual([pointer]),
  );

  function withCriterion(more: JsonObject): JsonObject {
    return {
      ...unstratified,
      criteria: [{ property: 'prospect', operator: 'IS', values: ['true'], ...more }],
    };
  }
});
