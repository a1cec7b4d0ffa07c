import { exactNumber, type JsonObject, type JsonValue, stringifyJson } from '../domain/json.ts';
import { parseJson } from '../domain/parse-json.ts';
import type { Change, RecordKey } from '../domain/record.ts';
import { eventTimestamp } from '../domain/timestamp.ts';
import { exactJson } from '../model/exact-json.ts';
import { toFields } from '../model/fields.ts';
import { withNumberTexts } from '../model/number-texts.ts';
import type { ObjectType } from '../model/object-type.ts';
import { type Standing, typeOf } from './standing.ts';

/** `2026-11-22T09:53:32+00:00`, as the data feed writes times. */
export function feedTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}+00:00`;
}

/** A new record with this object; fields of the type that it does not have are null, empty lists for those that are lists. */
export function inserted(key: RecordKey, object: JsonObject, now: number): Change {
  const type = typeOf(key);
  const timestamp = eventTimestamp(now);
  return {
    action: 'insert',
    key,
    fields: {
      ...toFields(type, { ...emptyObject(type), ...object }),
      id: exactNumber(key.id),
      'Object Type': key.type,
      Created: timestamp,
      Modified: timestamp,
    },
  };
}

/** Sets values of a record; it is stamped as changed now. */
export function updated({ record }: Standing, values: JsonObject, now: number): Change {
  const type = typeOf(record.key);
  const named = type.fields.some(({ name }) => name === 'updated_tstamp');
  const update = toFields(type, { ...values, ...(named && { updated_tstamp: feedTime(now) }) });
  return {
    action: 'update',
    key: record.key,
    fields: withNumberTexts(record.fields, { ...update, Modified: eventTimestamp(now) }),
  };
}

/** Those of the values that are not what the record has already, digit for digit. */
export function differing({ record, object }: Standing, values: JsonObject): JsonObject {
  const type = typeOf(record.key);
  const wanted = parseJson(exactJson(type, toFields(type, values))) as JsonObject;
  const texts = (value: JsonValue | undefined) => stringifyJson(value ?? null);
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => texts(wanted[name]) !== texts(object[name])),
  );
}

function emptyObject(type: ObjectType): JsonObject {
  return Object.fromEntries(
    type.fields.flatMap(({ name, shape }) =>
      name === undefined ? [] : [[name, shape.kind === 'list' && !shape.nullable ? [] : null] as const],
    ),
  );
}
