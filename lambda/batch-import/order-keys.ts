import { isJsonArray, isJsonObject, type JsonValue } from '../domain/json.ts';

/** Names of members that say whom a record is about, and what kind of key that is. A list holds several keys. */
const KEY_MEMBERS: readonly (readonly [kind: string, name: RegExp])[] = [
  ['customer', /^(?:cust|customer|\w+Customer)I[Dd](?:s|List)?$/],
  ['card', /^(?:\w*[cC]ard|\w*[iI]nstrument)Numbers?$/],
  ['alternate', /^alternateI[Dd]$/],
];

/**
 * What a record has to do with: ids of customers, numbers of cards, alternate ids, wherever they stand in it. Records with one in
 * common happen in the order of the file. `otherwise`: the key of a record that names none.
 */
export function orderKeys(content: JsonValue, otherwise: string): readonly string[] {
  const keys = new Set<string>();
  const visit = (value: JsonValue, name: string): void => {
    if (isJsonArray(value)) for (const item of value) visit(item, name);
    else if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) visit(item, key);
    else if (value !== null && typeof value !== 'boolean') addKey(keys, name, value);
  };
  visit(content, '');
  return keys.size > 0 ? [...keys] : [otherwise];
}

function addKey(keys: Set<string>, name: string, value: string | RawJSON): void {
  const text = typeof value === 'string' ? value : value.rawJSON;
  const kind = KEY_MEMBERS.find(([, pattern]) => pattern.test(name))?.[0];
  if (kind !== undefined && text !== '') keys.add(`${kind} ${text}`);
}
