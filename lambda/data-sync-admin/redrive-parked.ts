import { exactNumber, isJsonArray, type JsonObject } from '../domain/json.ts';
import type { ParkedRow, ParkedRows } from './ports.ts';

/** Messages that GET /data-sync/parked lists. */
const LISTED = 100;

/** The first parked messages, without what they carry. */
export async function listParked(parked: ParkedRows): Promise<JsonObject> {
  const rows = await parked.list({ limit: LISTED });
  return { parked: rows.map(shown) };
}

/** Puts the messages that a valid body names back into their queues, one after the other. May be repeated. */
export async function redriveParked(parked: ParkedRows, body: JsonObject): Promise<JsonObject> {
  const fates = { redriven: [] as string[], superseded: [] as string[], absent: [] as string[] };
  for (const uniqueId of uniqueIds(body)) fates[await parked.redrive(uniqueId)].push(uniqueId);
  return fates;
}

/** Drops the messages that a valid body names. May be repeated. */
export async function discardParked(parked: ParkedRows, body: JsonObject): Promise<JsonObject> {
  const fates = { discarded: [] as string[], absent: [] as string[] };
  for (const uniqueId of uniqueIds(body))
    fates[(await parked.discard(uniqueId)) ? 'discarded' : 'absent'].push(uniqueId);
  return fates;
}

function uniqueIds({ uniqueIds: listed }: JsonObject): readonly string[] {
  return isJsonArray(listed) ? [...new Set(listed.map(String))] : [];
}

function shown({ row, reason, parkedAt }: ParkedRow): JsonObject {
  return {
    uniqueId: row.number,
    object: row.objName,
    id: row.uniqueId,
    action: row.action,
    parked: new Date(parkedAt).toISOString(),
    stage: reason.stage ?? 'response',
    ...(reason.status === undefined ? {} : { status: exactNumber(reason.status) }),
    ...(reason.excerpt === undefined ? {} : { excerpt: reason.excerpt }),
  };
}
