import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambda/adapters/dynamodb/attribute-value.ts';

/** Numbers come back without zeros at their ends, as from DynamoDB. */
export function canonical(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, canonicalValue(value)]));
}

function canonicalValue(value: AttributeValue): AttributeValue {
  if (value.M !== undefined) return { M: canonical(value.M) };
  if (value.L !== undefined) return { L: value.L.map(canonicalValue) };
  if (value.N === undefined || !/^-?\d+\.\d+$/.test(value.N)) return value;
  return { N: value.N.replace(/\.?0+$/, '').replace(/^-0$/, '0') };
}

/** A value of its own, of objects, arrays and bytes: in a fraction of the time of structuredClone. */
export function copied<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return new Uint8Array(value) as Value;
  if (Array.isArray(value)) return value.map(copied) as Value;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) copy[name] = copied((value as Record<string, unknown>)[name]);
  return copy as Value;
}
