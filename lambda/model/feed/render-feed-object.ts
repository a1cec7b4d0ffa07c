import type { FeedObject } from '../../domain/feed-log.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { StoredRecord } from '../../domain/record.ts';

/** An event of the event stream as the feed shows it; undefined when it is of no type of the model, or no event. */
export function feedObject(_event: JsonObject): FeedObject | undefined {
  return undefined;
}

/** A record as the load stream shows it (action `load`); undefined when it is of no type of the model. */
export function loadedObject(_record: StoredRecord): FeedObject | undefined {
  return undefined;
}
