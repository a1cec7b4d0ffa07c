import type { FieldError } from '../../domain/app-error.ts';
import type { FeedSubscription } from '../../domain/feed-subscription.ts';
import { childPointer } from '../../domain/json.ts';
import { nearestName } from '../nearest-name.ts';
import { FEED_TYPES } from './feed-type.ts';
import { feedView, withDependencies } from './feed-view.ts';

/**
 * Everything that is wrong with what a client subscribes to. Of what it may not see it learns nothing: that is as unknown to it as what
 * does not exist.
 */
export function checkSubscription(
  wanted: FeedSubscription,
  allowed: FeedSubscription,
): readonly FieldError[] {
  const visible = feedView(allowed, undefined);
  const types = [...visible.types];
  const subscribed = wanted.objects === null ? undefined : withDependencies(wanted.objects);
  const objects = (wanted.objects ?? []).flatMap((name, index) =>
    types.includes(name)
      ? []
      : [unknown(childPointer('/objects', index), { name, names: types, what: 'object' })],
  );
  const fields = Object.entries(wanted.fields).flatMap(([type, names]) => {
    const at = childPointer('/fields', type);
    if (!types.includes(type)) return [unknown(at, { name: type, names: types, what: 'object' })];
    if (subscribed?.has(type) === false) return [{ pointer: at, detail: `${type} is not among the objects` }];
    const members = visible.fields[type] ?? membersOf(type);
    return names.flatMap((name, index) =>
      members.includes(name)
        ? []
        : [unknown(childPointer(at, index), { name, names: members, what: `field of ${type}` })],
    );
  });
  return [...objects, ...fields];
}

/** The members of an object of a type, in their order; none for a type that the model does not have. */
export function membersOf(type: string): readonly string[] {
  const found = FEED_TYPES.find(({ name }) => name === type);
  return (found?.members ?? []).map(({ name }) => name);
}

function unknown(
  pointer: string,
  { name, names, what }: { readonly name: string; readonly names: readonly string[]; readonly what: string },
): FieldError {
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? '' : `; the nearest is ${nearest}`;
  return { pointer, detail: `there is no such ${what} that you may see${hint}` };
}
