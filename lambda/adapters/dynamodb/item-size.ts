import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';

/** Bytes of an item as DynamoDB counts them, never too few (Developer Guide, "DynamoDB item sizes and formats"). */
export function itemSize(item: Item): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + attributeSize(value);
  return size;
}

function attributeSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  // Two digits a byte, one byte more, and one for the sign; never more than 21.
  if (value.N !== undefined) return Math.min(21, Math.ceil(value.N.length / 2) + 2);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.L !== undefined) return value.L.reduce((size, element) => size + 1 + attributeSize(element), 3);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSize(value.M);
  if (value.SS !== undefined) return value.SS.reduce((size, text) => size + Buffer.byteLength(text), 0);
  if (value.NS !== undefined) return value.NS.length * 21;
  if (value.BS !== undefined) return value.BS.reduce((size, binary) => size + binary.byteLength, 0);
  return 1;
}

/** Levels of lists and maps in an item: 0 when all its attributes are plain. DynamoDB takes 32 (inclusive). */
export function itemDepth(item: Item): number {
  return Math.max(0, ...Object.values(item).map(attributeDepth));
}

function attributeDepth(value: AttributeValue): number {
  const inner = value.L ?? (value.M === undefined ? undefined : Object.values(value.M));
  return inner === undefined ? 0 : 1 + Math.max(0, ...inner.map(attributeDepth));
}
