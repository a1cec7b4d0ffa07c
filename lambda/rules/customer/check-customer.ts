import type { FieldError } from '../../domain/app-error.ts';
import {
  childPointer,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../domain/json.ts';
import { hasIdentities, identityOf } from './list-identities.ts';

/**
 * What is against the rules in the fields of a customer that a request names; the customer is as it will be. `pointer`: where the
 * request has its fields.
 */
export function checkCustomer(
  customer: JsonObject,
  { named, pointer = '' }: { named: readonly string[]; pointer?: string },
): readonly FieldError[] {
  const fields = named.filter((field) => Object.hasOwn(customer, field));
  return fields.flatMap((field) => {
    const value = customer[field] ?? null;
    const place = childPointer(pointer, field);
    return [...repeatedEntries(value, { list: field, place }), ...checkField(field, value, place)];
  });
}

function checkField(field: string, value: JsonValue, place: string): readonly FieldError[] {
  if (!isJsonObject(value)) return [];
  if (field === 'entityInformation') return checkEntity(value, place);
  if (field === 'customerCards') return checkCards(value.instrument, childPointer(place, 'instrument'));
  if (field === 'associateAssignments')
    return checkAssociates(value.associateAssignment, childPointer(place, 'associateAssignment'));
  return [];
}

function repeatedEntries(
  value: JsonValue,
  { list, place }: { list: string; place: string },
): readonly FieldError[] {
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([key, inner]) =>
      repeatedEntries(inner, { list: key, place: childPointer(place, key) }),
    );
  if (!isJsonArray(value) || !hasIdentities(list)) return [];
  const first = new Map<string, number>();
  return value.flatMap((entry, index) => {
    const identity = identityOf(list, entry);
    const before = first.get(identity);
    first.set(identity, before ?? index);
    if (before === undefined) return [];
    const detail = `is the same as ${childPointer(place, before)}; each stands once`;
    return [{ pointer: childPointer(place, index), detail }];
  });
}

function checkEntity(entity: JsonObject, place: string): readonly FieldError[] {
  if (!isJsonObject(entity.individual) || !isJsonObject(entity.organization)) return [];
  const detail = 'is an individual and an organization at once; make one of them null';
  return [{ pointer: place, detail }];
}

function checkCards(cards: JsonValue | undefined, place: string): readonly FieldError[] {
  if (!isJsonArray(cards)) return [];
  const primary = cards.flatMap((card, index) =>
    isJsonObject(card) && card.primaryFlag === true ? index : [],
  );
  return [
    ...cards.flatMap((card, index) =>
      checkDates(card, { place: childPointer(place, index), from: 'issueDate', to: 'expirationDate' }),
    ),
    ...onlyOne(primary, { place, what: 'the primary card' }),
  ];
}

function checkAssociates(assignments: JsonValue | undefined, place: string): readonly FieldError[] {
  if (!isJsonArray(assignments)) return [];
  const primary = assignments.flatMap((assignment, index) =>
    isJsonObject(assignment) && assignment.assignmentTypeCode === 'PRIMARY' ? index : [],
  );
  return [
    ...assignments.flatMap((assignment, index) =>
      checkDates(assignment, { place: childPointer(place, index), from: 'startDate', to: 'endDate' }),
    ),
    ...onlyOne(primary, { place, what: 'the primary associate' }),
  ];
}

/** Days are texts that sort as they follow each other. */
function checkDates(
  entry: JsonValue,
  { place, from, to }: { place: string; from: string; to: string },
): readonly FieldError[] {
  if (!isJsonObject(entry)) return [];
  const [begin, end] = [entry[from], entry[to]];
  if (typeof begin !== 'string' || typeof end !== 'string' || begin <= end) return [];
  return [{ pointer: childPointer(place, to), detail: `is before ${from}, ${begin}` }];
}

function onlyOne(
  places: readonly number[],
  { place, what }: { place: string; what: string },
): readonly FieldError[] {
  const [first = 0, ...others] = places;
  return others.map((index) => ({
    pointer: childPointer(place, index),
    detail: `is ${what}, and so is ${childPointer(place, first)}; there is only one`,
  }));
}
