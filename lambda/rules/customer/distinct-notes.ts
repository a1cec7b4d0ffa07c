import type { CommitContext, IdBlock } from '../../domain/commit.ts';
import { exactNumber, type JsonObject } from '../../domain/json.ts';
import { sameJson } from '../same-json.ts';
import { customerObjects, withList } from './customer-lists.ts';
import { identityOf } from './list-identities.ts';

/**
 * Customers whose notes can be put together without a loss: no two notes have the same id, unless they are the same note. Of notes that
 * share one, the later ones get new ids, which are given back, too.
 */
export function withDistinctNotes(
  bodies: readonly JsonObject[],
  newIds: CommitContext['newIds'],
): { readonly bodies: readonly JsonObject[]; readonly ids: readonly IdBlock[] } {
  const first = new Map<string, JsonObject>();
  const others = new Set<JsonObject>();
  for (const note of bodies.flatMap((body) => customerObjects(body, 'customerNotes'))) {
    const identity = identityOf('customerNote', note);
    const before = first.get(identity);
    if (before === undefined) first.set(identity, note);
    else if (!sameJson(before, note)) others.add(note);
  }
  if (others.size === 0) return { bodies, ids: [] };
  const block = newIds(others.size);
  const renamed = new Map([...others].map((note, place) => [note, block.first + BigInt(place)]));
  const withOwnId = (note: JsonObject): JsonObject => {
    const id = renamed.get(note);
    return id === undefined ? note : { ...note, noteId: exactNumber(id) };
  };
  return {
    bodies: bodies.map((body) => {
      const notes = customerObjects(body, 'customerNotes');
      if (!notes.some((note) => renamed.has(note))) return body;
      return { ...body, ...withList('customerNotes', notes.map(withOwnId)) };
    }),
    ids: [block],
  };
}
