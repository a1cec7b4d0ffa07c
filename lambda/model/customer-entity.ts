import { CONTACT_INFORMATION } from './customer-contact.ts';
import { BOOLEAN, COUNT_TEXT, DATE, DECIMAL_TEXT, nullable, TEXT } from './field-shapes.ts';
import type { Shape } from './shape.ts';

const OPTIONAL_TEXT = nullable(TEXT);
const OPTIONAL_DATE = nullable(DATE);
const OPTIONAL_AMOUNT = nullable(DECIMAL_TEXT);

function object(properties: Readonly<Record<string, Shape>>): Shape {
  return nullable({ kind: 'object', properties });
}

/** What a summary counts, in the order of the seed; each name stands behind `total` or `yearToDate`. */
export const SUMMARY_FIGURES = [
  'ReturnsAmount',
  'SalesAmount',
  'TransactionCount',
  'ItemsSoldCount',
  'ItemsReturnedCount',
] as const;

/** The summaries of an individual's or organization's activity, and what their figures' names begin with. */
export const ACTIVITY_SUMMARIES = {
  lifetimeActivitySummary: 'total',
  yearToDateActivitySummary: 'yearToDate',
} as const;

function summary(prefix: 'total' | 'yearToDate'): Shape {
  const figure = (name: string): [string, Shape] => [
    `${prefix}${name}`,
    name.endsWith('Count') ? nullable(COUNT_TEXT) : OPTIONAL_AMOUNT,
  ];
  return object(Object.fromEntries(SUMMARY_FIGURES.map(figure)));
}

const SUMMARIES = {
  lifetimeActivitySummary: summary(ACTIVITY_SUMMARIES.lifetimeActivitySummary),
  yearToDateActivitySummary: summary(ACTIVITY_SUMMARIES.yearToDateActivitySummary),
} as const;

const NAME_PART: Shape = {
  kind: 'object',
  properties: { location: { kind: 'enum', values: ['FIRST', 'MIDDLE', 'LAST'] }, value: OPTIONAL_TEXT },
  required: ['location'],
};

/** A customer who is a person. */
export const INDIVIDUAL: Shape = object({
  suffix: OPTIONAL_TEXT,
  sortingName: OPTIONAL_TEXT,
  nickName: OPTIONAL_TEXT,
  salutation: OPTIONAL_TEXT,
  name: object({ name: nullable({ kind: 'list', of: NAME_PART }) }),
  contactInformation: CONTACT_INFORMATION,
  personalSummary: object({
    genderType: nullable({ kind: 'enum', values: ['FEMALE', 'MALE', 'OTHER', 'UNSPECIFIED'] }),
    birthDate: OPTIONAL_DATE,
    anniversary: OPTIONAL_DATE,
    maritalStatusCode: nullable({
      kind: 'enum',
      values: ['SINGLE', 'MARRIED', 'PARTNERED', 'SEPARATED', 'DIVORCED', 'WIDOWED', 'UNSPECIFIED'],
    }),
    ethnicity: OPTIONAL_TEXT,
    rent: nullable(BOOLEAN),
    languageCode: nullable({ kind: 'text', pattern: /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/ }),
  }),
  socioEconomicProfile: object({
    annualIncomeAmount: OPTIONAL_AMOUNT,
    netWorth: OPTIONAL_AMOUNT,
    highestEducationalLevelName: OPTIONAL_TEXT,
  }),
  ...SUMMARIES,
});

/** A customer that is an organization. */
export const ORGANIZATION: Shape = object({
  name: OPTIONAL_TEXT,
  legalName: OPTIONAL_TEXT,
  taxID: OPTIONAL_TEXT,
  industryCode: OPTIONAL_TEXT,
  contactName: OPTIONAL_TEXT,
  contactInformation: CONTACT_INFORMATION,
  ...SUMMARIES,
});

/** Who a customer is: a person or an organization. */
export const ENTITY_INFORMATION: Shape = object({ individual: INDIVIDUAL, organization: ORGANIZATION });
