import type { FeedObject } from '../../domain/feed-log.ts';
import type { FeedSubscription } from '../../domain/feed-subscription.ts';
import { FEED_TYPES, type FeedType, referredTypes } from './feed-type.ts';
import { selectMembers } from './select-members.ts';

/** What one reader is shown. Views with the same `key` show the same, so that a frame is encoded once for all of them. */
export interface FeedView {
  readonly key: string;
  /** Types as in `ref.type`. */
  readonly types: ReadonlySet<string>;
  /** By type, the members that are shown; a type that is not named is shown whole. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The object's body as this reader is shown it; undefined when it is not shown at all. Cheap where all of it is. */
  bodyOf(object: Pick<FeedObject, 'type' | 'body'>): string | undefined;
}

/**
 * What a client is shown that may see `allowed` at most, and has subscribed to `subscription` (undefined: all of that). Types and members
 * that the model does not have are never shown.
 */
export function feedView(allowed: FeedSubscription, subscription: FeedSubscription | undefined): FeedView {
  const wanted = subscription?.objects ?? undefined;
  const brought = wanted === undefined ? undefined : withDependencies(wanted);
  const shown = FEED_TYPES.filter(
    ({ name }) => (allowed.objects?.includes(name) ?? true) && (brought?.has(name) ?? true),
  );
  const fields = Object.fromEntries(
    shown.flatMap((type) => {
      const members = shownMembers(type, allowed, subscription);
      return members === undefined ? [] : [[type.name, members] as const];
    }),
  );
  const types = shown.map(({ name }) => name);
  return newView(types, fields);
}

/** The view less all types but these, for a load that picks its objects; what they refer to comes with them. */
export function narrowedView(view: FeedView, objects: readonly string[]): FeedView {
  const brought = withDependencies(objects);
  return newView(
    [...view.types].filter((type) => brought.has(type)),
    view.fields,
  );
}

function newView(types: readonly string[], fields: FeedView['fields']): FeedView {
  const selections = new Map(Object.entries(fields).map(([type, names]) => [type, new Set(names)]));
  const known = new Set(types);
  return {
    key: JSON.stringify([types, types.map((type) => fields[type] ?? null)]),
    types: known,
    fields,
    bodyOf: ({ type, body }) => {
      if (!known.has(type)) return undefined;
      const selection = selections.get(type);
      return selection === undefined ? body : selectMembers(body, selection);
    },
  };
}

/** In the order of the object; undefined: all of them, those too that the model does not know. */
function shownMembers(
  { name, members }: FeedType,
  allowed: FeedSubscription,
  subscription: FeedSubscription | undefined,
): readonly string[] | undefined {
  const limits = [allowed, subscription].flatMap((side) => {
    const names = side !== undefined && Object.hasOwn(side.fields, name) ? side.fields[name] : undefined;
    return names === undefined ? [] : [names];
  });
  if (limits.length === 0) return undefined;
  return members
    .map((member) => member.name)
    .filter((member) => limits.every((names) => names.includes(member)));
}

/** These types and all that they refer to, and what that refers to. */
export function withDependencies(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const left = [...names];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (found.has(name)) continue;
    const type = FEED_TYPES.find((one) => one.name === name);
    if (type === undefined) continue;
    found.add(name);
    left.push(...referredTypes(type));
  }
  return found;
}
