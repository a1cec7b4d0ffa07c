import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';

/** Ids of orders, order items and accounts, as the sample has them. */
const ID = /"(801|802|001)4R[0-9A-Za-z]{13}"/g;

/**
 * The seed's Submit Order Request under ids that no other test uses. They have digits only, so that each one's long form
 * is the short one with AAA behind it (no capital letter to make up for).
 */
export function sampleOrder(): JsonObject {
  const text = readFileSync(join(import.meta.dirname, '../data/submit-order-request.json'), 'utf8');
  const ids = new Map<string, string>();
  const renamed = text.replaceAll(ID, (id, prefix: string) => {
    const other =
      ids.get(id) ??
      `"${prefix}${randomInt(10 ** 12)
        .toString()
        .padStart(12, '0')}AAA"`;
    ids.set(id, other);
    return other;
  });
  const request = parseJson(renamed);
  if (!isJsonObject(request)) throw new TypeError('the sample is no JSON object');
  return request;
}
