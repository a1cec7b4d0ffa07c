import type { FieldError } from '../domain/app-error.ts';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../domain/json.ts';
import { JsonSyntaxError, parseJson } from '../domain/parse-json.ts';

/** Why a record was not imported. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
  /** More exactly, with pointers into the record. */
  readonly errors?: readonly FieldError[];
}

/** A record of an import: JSON text of `{"<entity>": {…}}`, or why there is none. */
export type RecordContent = { readonly json: string } | { readonly refused: Refusal };

/** A record as it lies in a work file. */
export interface ImportRecord {
  /** From 1: the how-manieth of the file. */
  readonly number: number;
  /** The line of the file on which it begins. */
  readonly line: number;
  /** Places of what it has to do with; records with one in common happen in order. */
  readonly buckets: readonly number[];
  readonly content: RecordContent;
}

/** A record as one line of a work file: what it hangs together with comes first, so that others can pass over it. */
export function recordLine({ number, line, buckets, content }: ImportRecord): string {
  const text = 'json' in content ? `+${content.json}` : `-${JSON.stringify(content.refused)}`;
  return `${buckets.join(',')}\t${number}\t${line}\t${text}\n`;
}

/** Nesting of a record, the entity's object included; within what a record of the store may have. */
const MAX_DEPTH = 40;
/** JSON allows line ends between tokens; in a work file each record has one line. */
const LINE_ENDS = /[\r\n]/g;

/** The record of a line of a JSON Lines file: what it says, and its JSON text as it came. */
export function jsonRecord(text: string): { readonly value: JsonValue; readonly content: RecordContent } {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return {
      value: parseJson(plain, { maxDepth: MAX_DEPTH }),
      content: { json: plain.replace(LINE_ENDS, ' ') },
    };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const reason = `is not JSON at character ${error.offset + 1}: ${error.message}`;
    return { value: null, content: { refused: { code: 'MALFORMED_JSON', reason } } };
  }
}

/** A record that came as an element. */
export function elementRecord(
  entity: string,
  value: JsonValue,
): { readonly value: JsonValue; readonly content: RecordContent } {
  const object: JsonObject = { [entity]: value };
  return { value: object, content: { json: stringifyJson(object) } };
}

/** The records of a work file that begin at a place of its text, as far as `wanted` wants their first bucket. */
export function* recordsFrom(
  text: string,
  place: number,
  wanted: (bucket: number) => boolean,
): Iterable<{ readonly record: ImportRecord; readonly next: number }> {
  for (let start = place; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const next = end + 1;
    if (wanted(Number.parseInt(text.slice(start, start + 8), 10))) {
      const [buckets = '', number, line] = text.slice(start, end).split('\t', 3);
      const content = text.slice(start + `${buckets}\t${number}\t${line}\t`.length, end);
      yield {
        record: {
          number: Number(number),
          line: Number(line),
          buckets: buckets.split(',').map(Number),
          content: content.startsWith('+')
            ? { json: content.slice(1) }
            : { refused: JSON.parse(content.slice(1)) as Refusal },
        },
        next,
      };
    }
    start = next;
  }
}

/** The one member of a record, `{"Customer": {…}}`; undefined when it is nothing like that. */
export function entityOf(
  value: JsonValue,
): { readonly entity: string; readonly content: JsonObject } | undefined {
  if (!isJsonObject(value)) return undefined;
  const [only, ...others] = Object.entries(value);
  if (only === undefined || others.length > 0) return undefined;
  const [entity, content] = only;
  return isJsonObject(content) ? { entity, content } : undefined;
}
