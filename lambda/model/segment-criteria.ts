import type { Shape } from './shape.ts';

/** What kind of value a customer's property has, and so how it can be compared. */
export type CustomerPropertyKind = 'text' | 'flag' | 'date' | 'amount';

/** A property of a customer that a segment may look at. */
export interface CustomerProperty {
  readonly kind: CustomerPropertyKind;
  /**
   * Where the value stands in the record: names, one inside the other. A list on the way stands for each of its members. Of
   * several places, the first that has a value counts.
   */
  readonly places: readonly (readonly string[])[];
}

const ENTITIES = ['individual', 'organization'] as const;

function own(name: string, kind: CustomerPropertyKind): readonly [string, CustomerProperty] {
  return [name, { kind, places: [[name]] }];
}

function ofEntity(
  kind: CustomerPropertyKind,
  path: readonly string[],
  name = path.at(-1) ?? '',
): readonly [string, CustomerProperty] {
  return [name, { kind, places: ENTITIES.map((entity) => ['entityInformation', entity, ...path]) }];
}

const ACTIVITY = ['ReturnsAmount', 'SalesAmount', 'TransactionCount', 'ItemsSoldCount', 'ItemsReturnedCount'];

/** Everything that a segment's criteria, and its metric, can look at, by name. */
export const CUSTOMER_PROPERTIES: Readonly<Record<string, CustomerProperty>> = Object.fromEntries([
  own('retailStoreID', 'text'),
  own('customerClass', 'text'),
  own('source', 'text'),
  own('custOrgTypcode', 'text'),
  own('employeeID', 'text'),
  own('prospect', 'flag'),
  own('signupDate', 'date'),
  own('firstPurchaseDate', 'date'),
  own('lastPurchaseDate', 'date'),
  ofEntity('text', ['personalSummary', 'genderType']),
  ofEntity('date', ['personalSummary', 'birthDate']),
  ofEntity('date', ['personalSummary', 'anniversary']),
  ofEntity('text', ['personalSummary', 'maritalStatusCode']),
  ofEntity('text', ['personalSummary', 'languageCode']),
  ofEntity('flag', ['personalSummary', 'rent']),
  ofEntity('amount', ['socioEconomicProfile', 'annualIncomeAmount']),
  ofEntity('amount', ['socioEconomicProfile', 'netWorth']),
  ...['city', 'territory', 'postalCode', 'country'].map((name) =>
    ofEntity('text', ['contactInformation', 'address', name]),
  ),
  ...ACTIVITY.map((name) => ofEntity('amount', ['lifetimeActivitySummary', `total${name}`])),
  ...ACTIVITY.map((name) => ofEntity('amount', ['yearToDateActivitySummary', `yearToDate${name}`])),
]);

/** Properties whose values can be measured, and so divide a segment into strata. */
export const SEGMENT_METRICS: readonly string[] = Object.entries(CUSTOMER_PROPERTIES)
  .filter(([, { kind }]) => kind === 'amount')
  .map(([name]) => name);

/** How a criterion compares, and with how many values: of none to exactly one, or at least one. */
export const SEGMENT_OPERATORS = {
  IS: { kinds: ['text', 'flag', 'date', 'amount'], values: 'some' },
  IS_NOT: { kinds: ['text', 'flag', 'date', 'amount'], values: 'some' },
  AT_LEAST: { kinds: ['date', 'amount'], values: 'one' },
  BELOW: { kinds: ['date', 'amount'], values: 'one' },
  WITHIN_DAYS: { kinds: ['date'], values: 'one' },
  BEFORE_DAYS: { kinds: ['date'], values: 'one' },
  IS_SET: { kinds: ['text', 'flag', 'date', 'amount'], values: 'none' },
  IS_NOT_SET: { kinds: ['text', 'flag', 'date', 'amount'], values: 'none' },
} as const satisfies Readonly<
  Record<
    string,
    { readonly kinds: readonly CustomerPropertyKind[]; readonly values: 'none' | 'one' | 'some' }
  >
>;

/** One of SEGMENT_OPERATORS. */
export type SegmentOperator = keyof typeof SEGMENT_OPERATORS;

/** One condition; all conditions of a segment must hold. A customer without a value meets only IS_NOT and IS_NOT_SET. */
export const SEGMENT_CRITERION: Shape = {
  kind: 'object',
  properties: {
    property: { kind: 'enum', values: Object.keys(CUSTOMER_PROPERTIES), description: 'What is looked at.' },
    operator: {
      kind: 'enum',
      values: Object.keys(SEGMENT_OPERATORS),
      description:
        'IS and IS_NOT: one, or none, of the values; AT_LEAST and BELOW: a day or a number; WITHIN_DAYS and BEFORE_DAYS: in the last so many days up to today, or before them.',
    },
    values: {
      kind: 'list',
      of: { kind: 'text', minLength: 1, maxLength: 255 },
      maxItems: 100,
      description: 'Texts: "true", "2026-11-22", "1325.00", a number of days.',
    },
  },
  required: ['property', 'operator'],
};
