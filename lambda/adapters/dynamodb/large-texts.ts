import { randomUUID } from 'node:crypto';
import type { RowContent } from './sync-row-item.ts';

/** Texts of more bytes do not lie in the row's item: DynamoDB takes 400 kB, and a parked row says why it is parked too. */
export const ROW_TEXT_BYTES = 300_000;

/** Functions may touch nothing else in the overflow bucket. */
const PREFIX = 'rows/';

/** Where texts lie that are too large for an item. */
export interface LargeTexts {
  put(key: string, text: string): Promise<void>;
  /** Undefined: there is none. */
  get(key: string): Promise<string | undefined>;
  /** May be repeated. */
  remove(key: string): Promise<void>;
}

/** A text as a row's content, put where large texts lie if it is one. Each content has a place of its own. */
export async function contentOf(texts: LargeTexts, number: string, text: string | null): Promise<RowContent> {
  if (text === null || Buffer.byteLength(text) <= ROW_TEXT_BYTES) return { text };
  const objectRef = `${PREFIX}${number}/${randomUUID()}`;
  await texts.put(objectRef, text);
  return { objectRef };
}

/** Removes texts that no row has any more. What cannot be removed now is removed by the bucket's own rule some day. */
export async function dropTexts(texts: LargeTexts, keys: readonly string[]): Promise<void> {
  await Promise.allSettled(keys.map((key) => texts.remove(key)));
}
