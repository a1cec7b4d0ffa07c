import type { CommitContext } from '../../domain/commit.ts';
import {
  exactNumber,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../domain/json.ts';
import { utcDay } from '../../domain/timestamp.ts';
import { ADD_OR_UPDATE_CUSTOMER_NOTE as OPERATION } from '../../model/customer-operations.ts';
import { refused } from '../refused.ts';
import type { ServiceMethod } from '../service-method.ts';
import { type CustomerChange, prepareCustomerChange } from './change-customer.ts';
import { customerObjects, withList } from './customer-lists.ts';
import { identityOf } from './list-identities.ts';

/** Service Customer, method addOrUpdateCustomerNote. */
export const ADD_OR_UPDATE_CUSTOMER_NOTE: ServiceMethod = {
  ...OPERATION,
  prepare: async (preparation) => {
    const { customerNote } = preparation.body;
    const note = isJsonObject(customerNote) ? customerNote : {};
    return prepareCustomerChange(preparation, (customer, context) =>
      note.noteId === undefined
        ? addedNote(customer, { note, context })
        : updatedNote(customer, { note, now: context.now }),
    );
  },
};

function addedNote(
  customer: JsonObject,
  { note, context }: { note: JsonObject; context: CommitContext },
): CustomerChange {
  if (typeof note.note !== 'string') throw refused('/customerNote/note', 'is missing; a new note has a text');
  const block = context.newIds(1);
  const noteId = exactNumber(block.first);
  const added: JsonObject = {
    noteId,
    typeCode: note.typeCode ?? null,
    note: note.note,
    createDate: utcDay(context.now),
    createUserId: note.userId ?? null,
    updateDate: null,
    updateUserId: null,
  };
  return {
    changed: withList('customerNotes', [...customerObjects(customer, 'customerNotes'), added]),
    details: { noteId },
    ids: [block],
  };
}

function updatedNote(customer: JsonObject, { note, now }: { note: JsonObject; now: number }): CustomerChange {
  const notes = customerObjects(customer, 'customerNotes');
  const place = notes.findIndex(
    (one) => identityOf('customerNote', one) === identityOf('customerNote', note),
  );
  const standing = notes[place];
  if (standing === undefined) {
    const detail = `the customer has no note ${digitsOf(note.noteId)}; leave noteId out to add one`;
    throw refused('/customerNote/noteId', detail);
  }
  const { noteId, userId, ...given } = note;
  const says = Object.entries(given).some(([field, value]) => standing[field] !== value);
  const update = { ...given, updateDate: utcDay(now), updateUserId: userId ?? null };
  return {
    changed: says ? withList('customerNotes', notes.toSpliced(place, 1, { ...standing, ...update })) : {},
    details: { noteId: standing.noteId ?? noteId ?? null },
  };
}

function digitsOf(noteId: JsonValue | undefined): string {
  return isJsonNumber(noteId) ? noteId.rawJSON : '';
}
