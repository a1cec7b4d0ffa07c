import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';

/** The text of a file of test/data/. */
export function testText(file: string): string {
  return readFileSync(join(process.cwd(), 'test', 'data', file), 'utf8');
}

/** The object in a JSON file of test/data/, digit for digit. */
export function testObject(file: string): JsonObject {
  const value = parseJson(testText(file));
  if (!isJsonObject(value)) throw new TypeError(`${file} does not hold an object`);
  return value;
}
