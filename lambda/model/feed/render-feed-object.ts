import type { FeedAction, FeedObject } from '../../domain/feed-log.ts';
import { isJsonNumber, type JsonObject, type JsonValue } from '../../domain/json.ts';
import { type Fields, RECORD_ATTRIBUTES, type StoredRecord, textField } from '../../domain/record.ts';
import { TIMESTAMP } from '../field-shapes.ts';
import { withKeptNumbers } from '../number-texts.ts';
import { type FeedText, feedText, writeFeedText, writeOthers } from './feed-text.ts';
import { FEED_TYPES, type FeedMember, type FeedType, RECORD_TIMES } from './feed-type.ts';

/** What an event does not say of itself. */
export interface EventSource {
  /** The account that owns the record: the partition key of the event. */
  readonly owner: string;
  /** Epoch milliseconds: when the event was received, for a record that does not say when it was changed. */
  readonly receivedAt: number;
}

/** How objects of a type are written, worked out once. */
export interface FeedRenderer {
  readonly type: FeedType;
  readonly members: readonly { readonly label: string; readonly key: string; readonly value: FeedText }[];
  readonly rest: Pick<FeedText, 'known' | 'names' | 'others'>;
}

const ACTIONS: Readonly<Record<string, FeedAction>> = {
  insert: 'create',
  update: 'update',
  delete: 'delete',
};
const FOREIGN = feedText(undefined, { outer: true });
const IDS = feedText({ kind: 'text' }, { outer: true });
const TIMESTAMP_PATTERN = TIMESTAMP.kind === 'text' ? TIMESTAMP.pattern : undefined;
const RENDERERS = new Map(FEED_TYPES.map((type) => [type.objectType.type, feedRenderer(type)]));

/**
 * An event of the event stream as the feed shows it; undefined when it is of no type of the model, or no event. The same record gives
 * the same bytes as event and by `loadedObject`.
 */
export function feedObject(event: JsonObject, source: EventSource): FeedObject | undefined {
  const renderer = RENDERERS.get(textField(event, 'Object Type') ?? '');
  const action = ACTIONS[textField(event, '_action') ?? ''];
  if (renderer === undefined || action === undefined) return undefined;
  return renderFeedObject(renderer, { ...source, action, fields: event });
}

/** A record as the load stream shows it (action `load`); undefined when it is deleted, or of no type of the model. */
export function loadedObject(record: StoredRecord): FeedObject | undefined {
  const renderer = RENDERERS.get(textField(record.fields, 'Object Type') ?? '');
  if (renderer === undefined || record.fields[RECORD_ATTRIBUTES.deleted] === true) return undefined;
  const fields = withKeptNumbers(record.fields);
  return renderFeedObject(renderer, { owner: record.key.owner, receivedAt: 0, action: 'load', fields });
}

/** How objects of a type are written. */
export function feedRenderer(type: FeedType): FeedRenderer {
  const labels = type.objectType.fields.map(({ label }) => label);
  return {
    type,
    members: type.members.map((member) => ({
      label: member.label,
      key: `${JSON.stringify(member.name)}:`,
      value: textOf(member),
    })),
    rest: {
      known: new Set(labels),
      names: new Set(type.members.map(({ name }) => name)),
      others: () => FOREIGN,
    },
  };
}

function textOf({ label, field, reference }: FeedMember): FeedText {
  return feedText(field.shape, {
    outer: true,
    reference,
    booleanTexts: field.booleanAsText,
    textOf: Object.hasOwn(RECORD_TIMES, label) ? zoned : undefined,
  });
}

/** An object with its header. Its fields are a record's, by label, or those of an event. */
export function renderFeedObject(
  { type, members, rest }: FeedRenderer,
  {
    owner,
    receivedAt,
    action,
    fields,
  }: EventSource & { readonly action: FeedAction; readonly fields: Fields },
): FeedObject {
  const changedAt = changeTime(fields) ?? receivedAt;
  const tick = fields[RECORD_ATTRIBUTES.tick];
  const digits = isJsonNumber(tick) ? tick.rawJSON : null;
  const ref = `{"type":${JSON.stringify(type.name)},"ids":{${idsOf(type, fields).join()}}}`;
  const header = `{"ref":${ref},"tstamp":"${feedTimestamp(changedAt)}","tick":${digits}}`;
  const texts: string[] = [];
  for (const { label, key, value: how } of members) {
    const value = Object.hasOwn(fields, label) ? fields[label] : undefined;
    if (value !== undefined) texts.push(key + writeFeedText(value, how));
  }
  texts.push(...writeOthers(withoutHouse(fields, rest.known), rest));
  return { action, type: type.name, owner, tick: digits, changedAt, header, body: `{${texts.join()}}` };
}

/** Of a record that another writer put there without what makes up its ref, at least the id. */
function idsOf({ ids }: FeedType, fields: Fields): readonly string[] {
  const own = idTexts(ids, fields);
  return own.length > 0 ? own : idTexts([{ label: 'id', name: 'id' }], fields);
}

function idTexts(ids: FeedType['ids'], fields: Fields): readonly string[] {
  return ids.flatMap(({ label, name }) => {
    const value = fields[label];
    return value === undefined || value === null
      ? []
      : [`${JSON.stringify(name)}:${writeFeedText(value, IDS)}`];
  });
}

/** Only what the model does not know: what belongs to the house is no field of the record. */
function withoutHouse(fields: Fields, known: ReadonlySet<string>): Fields {
  const others: Record<string, JsonValue> = {};
  for (const label in fields)
    if (!known.has(label) && !label.startsWith('_')) others[label] = fields[label] ?? null;
  return others;
}

/** `2020-06-08T17:53:30+00:00`, as the header of an object writes when it was changed. */
export function feedTimestamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}+00:00`;
}

function changeTime(fields: Fields): number | undefined {
  const modified = textField(fields, 'Modified') ?? textField(fields, 'Created') ?? '';
  const time = TIMESTAMP_PATTERN?.test(modified) ? Date.parse(zoned(modified)) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** `2020-09-20 22:21:39.978+00` as ISO 8601 has it; any other text as it is. */
function zoned(text: string): string {
  return TIMESTAMP_PATTERN?.test(text) ? `${text.replace(' ', 'T')}:00` : text;
}
