import { addDecimals, decimalText, parseDecimal, ZERO } from '../../domain/decimal.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.ts';
import { ACTIVITY_SUMMARIES, SUMMARY_FIGURES } from '../../model/customer-entity.ts';
import { notPrimary } from './associate-card-to-customer.ts';
import { cardsOf, customerObjects, withList } from './customer-lists.ts';
import { identityOf } from './list-identities.ts';

/** A customer to be merged, and the year that its year-to-date summary is about, if that is known. */
export interface MergedPart {
  readonly body: JsonObject;
  readonly summaryYear: string | undefined;
}

type Summary = keyof typeof ACTIVITY_SUMMARIES;
type Entity = 'individual' | 'organization';

/**
 * One customer with all that several had, the most important one first: the first that has a field gives it, lists are put together
 * without what stands twice, summaries are added up exactly. Dates of first things are the earliest, of the last purchase the latest.
 * The year-to-date summary is that of the latest year. There is one primary card, one primary associate: the first.
 */
export function mergedCustomer(parts: readonly MergedPart[]): MergedPart {
  const bodies = parts.map(({ body }) => body);
  const filled = bodies.reduce((merged, body) => fillObject(merged, body), {});
  const years = parts.flatMap(({ summaryYear }) => summaryYear ?? []).sort();
  const summaryYear = years.at(-1);
  const body = {
    ...filled,
    ...dates(bodies),
    ...prospect(bodies),
    ...entityInformation(filled, parts, summaryYear),
    ...onePrimary(filled),
  };
  return { body, summaryYear };
}

/** The kinds of entities that customers are. */
export function entityKinds(bodies: readonly JsonObject[]): ReadonlySet<Entity> {
  const kinds = bodies.flatMap(({ entityInformation: entity }) =>
    isJsonObject(entity) ? kindsOf(entity) : [],
  );
  return new Set(kinds);
}

function kindsOf(entity: JsonObject): readonly Entity[] {
  return (['individual', 'organization'] as const).filter((kind) => isJsonObject(entity[kind]));
}

function fillObject(first: JsonObject, second: JsonObject): JsonObject {
  const filled: Record<string, JsonValue> = { ...first };
  for (const [key, value] of Object.entries(second)) filled[key] = fill(first[key], { value, name: key });
  return filled;
}

function fill(first: JsonValue | undefined, { value, name }: { value: JsonValue; name: string }): JsonValue {
  if (first === undefined || first === null || first === '') return value ?? first ?? null;
  if (isJsonObject(first) && isJsonObject(value)) return fillObject(first, value);
  if (!isJsonArray(first) || !isJsonArray(value)) return first;
  const there = new Set(first.map((entry) => identityOf(name, entry)));
  return [...first, ...value.filter((entry) => !there.has(identityOf(name, entry)))];
}

function dates(bodies: readonly JsonObject[]): JsonObject {
  const all = (field: string): string[] =>
    bodies.flatMap((body) => (typeof body[field] === 'string' ? String(body[field]) : [])).sort();
  const chosen = {
    signupDate: all('signupDate').at(0),
    firstPurchaseDate: all('firstPurchaseDate').at(0),
    lastPurchaseDate: all('lastPurchaseDate').at(-1),
  };
  return Object.fromEntries(
    Object.entries(chosen).flatMap(([field, date]) => (date === undefined ? [] : [[field, date]])),
  );
}

/** Whoever has bought is no prospect. */
function prospect(bodies: readonly JsonObject[]): JsonObject {
  return bodies.some((body) => body.prospect === false) ? { prospect: false } : {};
}

function entityInformation(
  { entityInformation: filled }: JsonObject,
  parts: readonly MergedPart[],
  year: string | undefined,
): JsonObject {
  if (!isJsonObject(filled)) return {};
  const sums = kindsOf(filled).map((kind): [Entity, JsonObject] => [
    kind,
    {
      ...(filled[kind] as JsonObject),
      ...summed(parts, { kind, summary: 'lifetimeActivitySummary' }),
      ...summed(
        parts.filter(({ summaryYear }) => summaryYear === undefined || summaryYear === year),
        { kind, summary: 'yearToDateActivitySummary' },
      ),
    },
  ]);
  return { entityInformation: { ...filled, ...Object.fromEntries(sums) } };
}

function summed(
  parts: readonly MergedPart[],
  { kind, summary }: { kind: Entity; summary: Summary },
): JsonObject {
  const summaries = parts.flatMap(({ body: { entityInformation: entity } }) => {
    const of = isJsonObject(entity) ? entity[kind] : undefined;
    const found = isJsonObject(of) ? of[summary] : undefined;
    return isJsonObject(found) ? [found] : [];
  });
  if (summaries.length === 0) return {};
  const sums = SUMMARY_FIGURES.map((figure) => `${ACTIVITY_SUMMARIES[summary]}${figure}`).flatMap(
    (figure): [string, string][] => {
      const texts = summaries.flatMap((one) => (typeof one[figure] === 'string' ? String(one[figure]) : []));
      const sum = texts.reduce((total, text) => addDecimals(total, parseDecimal(text) ?? ZERO), ZERO);
      return texts.length === 0 ? [] : [[figure, decimalText(sum)]];
    },
  );
  return { [summary]: { ...summaries[0], ...Object.fromEntries(sums) } };
}

function onePrimary(filled: JsonObject): JsonObject {
  const cards = cardsOf(filled);
  const associates = customerObjects(filled, 'associateAssignments');
  const firstCard = cards.findIndex(({ primaryFlag }) => primaryFlag === true);
  const firstAssociate = associates.findIndex(({ assignmentTypeCode }) => assignmentTypeCode === 'PRIMARY');
  return {
    ...(firstCard < 0
      ? {}
      : withList(
          'customerCards',
          cards.map((card, place) => (place === firstCard ? card : notPrimary(card))),
        )),
    ...(firstAssociate < 0
      ? {}
      : withList(
          'associateAssignments',
          associates.map((one, place) =>
            place > firstAssociate && one.assignmentTypeCode === 'PRIMARY'
              ? { ...one, assignmentTypeCode: 'SECONDARY' }
              : one,
          ),
        )),
  };
}
