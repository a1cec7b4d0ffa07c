import fc from 'fast-check';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../lambda/domain/json.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { validValue } from './arbitrary-shape.ts';

/** Values of fields of these names, some of which stand for something that is there. */
const POOLS: Readonly<Record<string, readonly string[]>> = {
  customerID: ['1', '2', '3', '4', '5', '6'],
  customerId: ['1', '2', '3', '4'],
  customerIDs: ['1', '2', '3', '4', '5', '6'],
  cardNumber: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'],
  replacementCardNumber: ['c5', 'c6', 'c7', 'c8'],
  segmentId: ['s1', 's2', 's3'],
  retailTransactionId: ['t1', 't2', 't3'],
  alternateID: ['a1', 'a2', 'a3'],
  typeCode: ['GIFT', 'LOYALTY'],
  associateId: ['e1', 'e2'],
  delete: ['e1', 'e2'],
};
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  franchiseeId: ['1', '2', '6', '8'],
  delete: ['1', '2', '6', '8'],
  quantity: ['1', '2', '3'],
};

/** Valid requests of a method that are about customers, cards and segments which may be there. */
export function aimedRequest(shape: Shape): fc.Arbitrary<JsonObject> {
  const picks = fc.array(fc.nat({ max: 1000 }), { minLength: 12, maxLength: 12 });
  return fc
    .tuple(validValue(shape), picks)
    .map(([request, numbers]) => aimed(request, { name: '', next: turns(numbers) }) as JsonObject);
}

function turns(numbers: readonly number[]): () => number {
  let place = 0;
  return () => numbers[place++ % numbers.length] ?? 0;
}

function aimed(value: JsonValue, at: { name: string; next: () => number }): JsonValue {
  if (isJsonArray(value)) return value.map((item) => aimed(item, at));
  if (isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, aimed(item, { name, next: at.next })]),
    );
  const pool =
    typeof value === 'string' ? POOLS[at.name] : isJsonNumber(value) ? NUMBERS[at.name] : undefined;
  if (pool === undefined) return value;
  const pick = at.next();
  // One in eight stays whatever was made up.
  const chosen = pick % 8 === 0 ? undefined : pool[pick % pool.length];
  if (chosen === undefined) return value;
  return typeof value === 'string' ? chosen : JSON.rawJSON(chosen);
}
