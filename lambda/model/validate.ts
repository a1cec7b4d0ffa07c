import type { FieldError } from '../domain/app-error.ts';
import { isJsonArray, isJsonNumber, isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';
import { checkLeaf, checkNumber, type Detail, mismatch } from './check-value.ts';
import { describeShape } from './describe.ts';
import { Findings, type Place } from './findings.ts';
import { MAX_KEY_LENGTH, MAX_NESTING } from './limits.ts';
import { nearestName } from './nearest-name.ts';
import type { Shape, ShapeOf } from './shape.ts';

interface Visit {
  readonly findings: Findings;
  readonly place: Place;
  /** Objects and lists of free form around the value. */
  readonly nesting: number;
}

/** Longer ones are no misspelling, and only make the answer long. */
const MAX_SHOWN_NAME = 100;

/**
 * All that is wrong with a value, in the order of the document; nothing when it is of the shape. A property that the
 * shape does not name is an error. Bounded: the first 100 errors, then one that says how many more there are.
 */
export function validate(shape: Shape, value: JsonValue): readonly FieldError[] {
  const findings = new Findings();
  visitValue(shape, value, { findings, place: undefined, nesting: 0 });
  return findings.errors();
}

function visitValue(shape: Shape, value: JsonValue, visit: Visit): void {
  if (value === null && shape.nullable) return;
  switch (shape.kind) {
    case 'list':
      if (isJsonArray(value)) visitList(shape, value, visit);
      else add(visit, mismatch(shape, value));
      break;
    case 'object':
      if (isJsonObject(value)) visitObject(shape, value, visit);
      else add(visit, mismatch(shape, value));
      break;
    case 'map':
      if (isJsonObject(value)) visitMembers(value, visit, (item, inner) => visitValue(shape.of, item, inner));
      else add(visit, mismatch(shape, value));
      break;
    case 'any':
      visitAny(value, visit);
      break;
    default:
      add(visit, checkLeaf(shape, value));
  }
}

function visitList(shape: ShapeOf<'list'>, list: readonly JsonValue[], visit: Visit): void {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = shape;
  if (list.length < minItems) add(visit, () => `expected a list of at least ${minItems}, got ${list.length}`);
  if (list.length > maxItems)
    add(visit, () => `expected a list of at most ${maxItems}, got ${list.length}; send fewer at a time`);
  for (const [index, item] of list.entries()) visitValue(shape.of, item, inside(visit, index));
}

function visitObject(shape: ShapeOf<'object'>, object: JsonObject, visit: Visit): void {
  for (const name of shape.required ?? []) {
    const missing = shape.properties[name];
    if (missing !== undefined && !Object.hasOwn(object, name))
      add(inside(visit, name), () => `is missing; expected ${describeShape(missing)}`);
  }
  for (const [name, value] of Object.entries(object)) {
    const property = Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined;
    if (property !== undefined) visitValue(property, value, inside(visit, name));
    else addUnknown({ shape, object, name }, visit);
  }
}

function addUnknown(
  { shape, object, name }: { shape: ShapeOf<'object'>; object: JsonObject; name: string },
  visit: Visit,
): void {
  if (name.length > MAX_SHOWN_NAME) {
    add(visit, () => `has a property that is not known, with a name of ${name.length} characters; remove it`);
    return;
  }
  add(inside(visit, name), () => {
    const known = Object.keys(shape.properties);
    const unused = known.filter((candidate) => !Object.hasOwn(object, candidate));
    const nearest = nearestName(name, unused.length > 0 ? unused : known);
    return `is not a known property; the nearest one is ${JSON.stringify(nearest)}. Rename or remove it`;
  });
}

function visitAny(value: JsonValue, visit: Visit): void {
  if (isJsonNumber(value)) {
    add(visit, checkNumber(value));
  } else if (typeof value === 'object' && value !== null) {
    if (visit.nesting === MAX_NESTING)
      add(visit, () => `is nested deeper than the ${MAX_NESTING} levels that can be kept`);
    else visitMembers(value, visit, visitAny);
  }
}

function visitMembers(
  value: JsonObject | readonly JsonValue[],
  visit: Visit,
  visitMember: (value: JsonValue, visit: Visit) => void,
): void {
  const around = { ...visit, nesting: visit.nesting + 1 };
  if (isJsonArray(value)) {
    for (const [index, item] of value.entries()) visitMember(item, inside(around, index));
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '')
      add(inside(visit, key), () => 'has an empty text as its key, which cannot be kept; give it a name');
    else if (key.length > MAX_KEY_LENGTH)
      add(visit, () => `has a key of ${key.length} characters; at most ${MAX_KEY_LENGTH} can be kept`);
    else visitMember(item, inside(around, key));
  }
}

function inside(visit: Visit, step: string | number): Visit {
  return { ...visit, place: { parent: visit.place, step } };
}

function add(visit: Visit, detail: Detail | undefined): void {
  if (detail !== undefined) visit.findings.add(visit.place, detail);
}
