import { AppError } from './app-error.ts';
import type { FeedSubscription } from './feed-subscription.ts';

/** What each client may see at most, by its id; `*` is for all that are not named. */
export type FeedPermissions = ReadonlyMap<string, FeedSubscription>;

/** Who is named nowhere. */
export const OTHER_CLIENTS = '*';

const NOTHING: FeedSubscription = { objects: [], fields: {} };

/** What a client may see at most: nothing, where nobody said anything. */
export function allowedTo(permissions: FeedPermissions, clientId: string): FeedSubscription {
  return permissions.get(clientId) ?? permissions.get(OTHER_CLIENTS) ?? NOTHING;
}

/**
 * Permissions from the text of the stage's configuration: `[{"client":"partner","objects":["Account"],"fields":{"Account":["account_no"]}}]`;
 * without `objects` every type, without `fields` all of each. Throws ENVIRONMENT_INVALID for anything else: nobody sees more by mistake.
 */
export function feedPermissions(text: string): FeedPermissions {
  const list = parsed(text);
  if (!Array.isArray(list)) throw invalid();
  return new Map(list.map(permission));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid();
  }
}

function permission(entry: unknown): [string, FeedSubscription] {
  if (!isRecord(entry)) throw invalid();
  const { client, objects, fields = {}, ...others } = entry;
  const known = typeof client === 'string' && Object.keys(others).length === 0;
  if (!known || !isRecord(fields) || !Object.values(fields).every(isTexts)) throw invalid();
  if (objects !== undefined && !isTexts(objects)) throw invalid();
  return [client, { objects: objects ?? null, fields: fields as FeedSubscription['fields'] }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function invalid(): AppError {
  return new AppError('ENVIRONMENT_INVALID', 'FEED_CLIENTS does not say what clients may see');
}
