import { isJsonArray, isJsonNumber, isJsonObject, type JsonValue } from '../lambda/domain/json.ts';
import type { StreamedEvent } from './event-reader.ts';
import { LocalError } from './local-error.ts';

/** What a command's answer says was done: an event of each of these changes must come out. */
export interface AnsweredChanges {
  readonly transactionId: string;
  readonly changes: readonly AnsweredChange[];
}

/** One change, in texts: an insert, update or delete, of which record, at which tick of its owner. */
export interface AnsweredChange {
  readonly action: string;
  readonly type: string;
  readonly id: string;
  readonly tick: string;
}

/** Reads a command's answer. Throws LocalError when it is not of the form that commands answer in. */
export function answeredChanges(answer: JsonValue | undefined): AnsweredChanges {
  if (!isJsonObject(answer) || !isJsonArray(answer.changes) || typeof answer.transactionId !== 'string') {
    throw new LocalError('The answer to the command does not list the changes that were made.');
  }
  return {
    transactionId: answer.transactionId,
    changes: answer.changes.map((change) => {
      const fields = isJsonObject(change) ? change : {};
      return {
        action: text(fields.action),
        type: text(fields.objectType),
        id: text(fields.id),
        tick: text(fields.tick),
      };
    }),
  };
}

/** The changes of an answer whose event is not among these. */
export function changesWithoutEvent(
  { transactionId, changes }: AnsweredChanges,
  events: readonly StreamedEvent[],
): readonly AnsweredChange[] {
  const seen = new Set(events.map(({ event }) => identity(text(event._transaction_id), changeOf(event))));
  return changes.filter((change) => !seen.has(identity(transactionId, change)));
}

/** The change that an event tells of. */
export function changeOf(event: StreamedEvent['event']): AnsweredChange {
  return {
    action: text(event._action),
    type: text(event['Object Type']),
    id: text(event.id),
    tick: text(event._tick),
  };
}

/** What was done, in words: `2 insert Order Item, 1 update Order`. */
export function countByType({ changes }: AnsweredChanges): string {
  const types = Map.groupBy(changes, ({ action, type }) => `${action} ${type}`);
  return [...types].map(([what, { length }]) => `${length} ${what}`).join(', ');
}

function identity(transactionId: string, { action, type, id, tick }: AnsweredChange): string {
  return JSON.stringify([transactionId, action, type, id, tick]);
}

/** A text, or a number's digits. */
function text(value: JsonValue | undefined): string {
  if (isJsonNumber(value)) return value.rawJSON;
  return typeof value === 'string' ? value : '';
}
