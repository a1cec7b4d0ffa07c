import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonArray, isJsonObject, type JsonObject } from '../lambda/domain/json.ts';
import { parseJson } from '../lambda/domain/parse-json.ts';

const FOLDER = join(import.meta.dirname, 'sample-data');

/** A file of sample-data/, as it is. */
export function sampleText(name: string): Promise<string> {
  return readFile(join(FOLDER, name), 'utf8');
}

/** A JSON object of sample-data/, numbers as they are written. */
export async function sample(name: string): Promise<JsonObject> {
  const value = parseJson(await sampleText(name));
  if (!isJsonObject(value)) throw new TypeError(`${name} holds no JSON object`);
  return value;
}

/** The payload of a sample message: its text, and what that says. */
export async function samplePayload(
  name: string,
): Promise<{ readonly text: string; readonly object: JsonObject }> {
  const { messages } = await sample(name);
  const [message] = isJsonArray(messages) ? messages : [];
  const text = isJsonObject(message) ? message.payload : undefined;
  const object = typeof text === 'string' ? parseJson(text) : undefined;
  if (typeof text !== 'string' || !isJsonObject(object)) throw new TypeError(`${name} holds no message`);
  return { text, object };
}
