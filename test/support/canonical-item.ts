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
