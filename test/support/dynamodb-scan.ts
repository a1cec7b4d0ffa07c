import { createHash } from 'node:crypto';
import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { itemSize } from '../../lambda/adapters/dynamodb/item-size.ts';
import { compareKeys, conditionHolds } from './dynamodb-expression.ts';
import { refuse } from './dynamodb-refusals.ts';

const PAGE_BYTES = 1024 * 1024;

/**
 * A page of a scan, as DynamoDB gives it: items in the order of a hash of the partition key, which also says their segment; `Limit` and
 * the megabyte count before the filter; a last key whenever one of them ended the page, whether or not anything follows.
 */
export function scanned(
  items: readonly Item[],
  keys: readonly [string, string],
  input: ScanCommandInput,
): unknown {
  const { ExclusiveStartKey: start, FilterExpression, Limit, Segment = 0, TotalSegments = 1 } = input;
  refuse(Segment >= TotalSegments || Segment < 0, 'Segment is not among TotalSegments');
  refuse((Limit ?? 1) < 1, 'Limit is less than 1');
  const keyOf = (item: Item): Item => Object.fromEntries(keys.map((key) => [key, item[key] ?? { S: '' }]));
  const segmentOf = (item: Item): number => Math.floor((hashOf(item[keys[0]]?.S) / 2 ** 32) * TotalSegments);
  const place = (item: Item): string => String(hashOf(item[keys[0]]?.S)).padStart(10, '0');
  const order = (a: Item, b: Item): number =>
    place(a).localeCompare(place(b)) ||
    compareKeys(a[keys[0]], b[keys[0]]) ||
    compareKeys(a[keys[1]], b[keys[1]]);
  if (start !== undefined) {
    refuse(
      Object.keys(start).sort().join() !== [...keys].sort().join() || keys.some((key) => !start[key]?.S),
      'The provided starting key is invalid',
    );
    refuse(segmentOf(start) !== Segment, 'The provided starting key is outside the range of the segment');
  }
  const rest = items
    .filter((item) => segmentOf(item) === Segment)
    .sort(order)
    .filter((item) => start === undefined || order(item, start) > 0);
  const page: Item[] = [];
  let [bytes, looked] = [0, 0];
  for (const item of rest) {
    if (FilterExpression === undefined || conditionHolds(FilterExpression, item, input)) page.push(item);
    looked += 1;
    bytes += itemSize(item);
    if (bytes > PAGE_BYTES || looked === Limit) return { Items: page, LastEvaluatedKey: keyOf(item) };
  }
  return { Items: page };
}

function hashOf(text = ''): number {
  return createHash('md5').update(text).digest().readUInt32BE();
}
