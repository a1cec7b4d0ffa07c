import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from '../../domain/json.ts';
import { parseJson } from '../../domain/parse-json.ts';
import type { Reference, Shape } from '../shape.ts';
import { feedName } from './feed-name.ts';

/** A key with its colon, made once, and how what stands under it is written. */
interface Member {
  readonly from: string;
  readonly key: string;
  readonly value: FeedText;
}

/** How a value is written for the feed, worked out once for each place of the model. */
export interface FeedText {
  /** A text that holds a JSON object stands for that object, as in events. */
  readonly unpacks: boolean;
  /** An object that has no business here is a text that holds it, as in events. */
  readonly packs: boolean;
  readonly booleanTexts: boolean;
  /** What a text becomes; undefined: it stays as it is. */
  readonly textOf: ((text: string) => string) | undefined;
  readonly reference: Reference | undefined;
  readonly items: () => FeedText;
  readonly members: readonly Member[];
  readonly known: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** What stands under keys that the model does not know, or that are data. */
  readonly others: () => FeedText;
}

/** What the feed does to a value besides what its shape says. */
export interface FeedTextOptions {
  /** Whether the value stands in the record itself, or a list of it: there, events hold objects as texts. */
  readonly outer: boolean;
  readonly reference?: Reference | undefined;
  readonly booleanTexts?: boolean | undefined;
  readonly textOf?: ((text: string) => string) | undefined;
}

const UNPACKED: readonly Shape['kind'][] = ['object', 'map', 'any', 'list'];
const INNER: FeedText = anything(false);
const OUTER: FeedText = anything(true);

/** How values of a shape are written; undefined: of a shape that nobody knows. */
export function feedText(shape: Shape | undefined, options: FeedTextOptions): FeedText {
  const { outer, booleanTexts = false, textOf, reference = shape?.reference } = options;
  if (shape === undefined && !booleanTexts && textOf === undefined) return outer ? OUTER : INNER;
  const members = shape?.kind === 'object' ? membersOf(shape.properties) : [];
  const items = shape?.kind === 'list' ? feedText(shape.of, { outer, reference }) : undefined;
  const others = shape?.kind === 'map' ? feedText(shape.of, { outer: false }) : INNER;
  const unpacks = outer && (shape === undefined || UNPACKED.includes(shape.kind));
  return {
    unpacks,
    packs: outer && !unpacks,
    booleanTexts,
    textOf,
    reference: shape?.kind === 'list' ? undefined : reference,
    items: () => items ?? (outer ? OUTER : INNER),
    members,
    known: new Set(members.map(({ from }) => from)),
    names: new Set(members.map(({ from }) => feedName(from))),
    others: () => others,
  };
}

function anything(outer: boolean): FeedText {
  const none = { booleanTexts: false, textOf: undefined, reference: undefined, members: [] };
  const text: FeedText = {
    ...none,
    unpacks: outer,
    packs: false,
    items: () => text,
    known: new Set(),
    names: new Set(),
    others: () => INNER,
  };
  return text;
}

function membersOf(properties: Readonly<Record<string, Shape>>): readonly Member[] {
  return Object.entries(properties).map(([from, shape]) => ({
    from,
    key: `${JSON.stringify(feedName(from))}:`,
    value: feedText(shape, { outer: false }),
  }));
}

/** A value as JSON: numbers with their digits, known members in the model's order, others behind them, sorted. */
export function writeFeedText(value: JsonValue, as: FeedText): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeText(value, as);
  if (isJsonNumber(value)) return as.reference ? writeReference(value, as.reference) : value.rawJSON;
  if (isJsonArray(value)) {
    const items = as.reference ? as : as.items();
    return `[${value.map((item) => writeFeedText(item, items)).join()}]`;
  }
  if (!isJsonObject(value)) return 'null';
  if (as.packs) return writeText(stringifyJson(value), as);
  return as.reference ? writeReference(value, as.reference) : writeObject(value, as);
}

function writeText(text: string, as: FeedText): string {
  const unpacked = as.unpacks ? unpackedObject(text) : undefined;
  if (unpacked !== undefined) return writeFeedText(unpacked, as);
  if (as.reference !== undefined) return writeReference(text, as.reference);
  if (as.booleanTexts && (text === 'true' || text === 'false')) return text;
  return JSON.stringify(as.textOf === undefined ? text : as.textOf(text));
}

/** The object that a text holds in an event; undefined when it holds none. */
function unpackedObject(text: string): JsonObject | undefined {
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function writeReference(value: JsonValue, { type, ids }: Reference): string {
  const members = ids.flatMap((id) => {
    const own = isJsonObject(value) ? value[id] : value;
    return own === undefined || own === null ? [] : [`${JSON.stringify(id)}:${writeFeedText(own, INNER)}`];
  });
  return `{"type":${JSON.stringify(type)},"ids":{${members.join()}}}`;
}

function writeObject(object: JsonObject, as: FeedText): string {
  const texts: string[] = [];
  for (const { from, key, value: how } of as.members) {
    const value = Object.hasOwn(object, from) ? object[from] : undefined;
    if (value !== undefined) texts.push(key + writeFeedText(value, how));
  }
  texts.push(...writeOthers(object, as));
  return `{${texts.join()}}`;
}

/**
 * Members that the model does not know, under their own keys, sorted. One that would stand under the name of another has `_` behind it,
 * so that no key stands twice.
 */
export function writeOthers(
  object: JsonObject,
  as: Pick<FeedText, 'known' | 'names' | 'others'>,
): readonly string[] {
  const taken = new Set<string>();
  return Object.keys(object)
    .filter((key) => !as.known.has(key))
    .sort()
    .map((key) => {
      let name = key;
      while (as.names.has(name) || taken.has(name) || (name !== key && Object.hasOwn(object, name)))
        name += '_';
      taken.add(name);
      return `${JSON.stringify(name)}:${writeFeedText(object[key] ?? null, as.others())}`;
    });
}
