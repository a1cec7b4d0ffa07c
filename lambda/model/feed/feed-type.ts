import { OBJECT_MODEL } from '../object-model.ts';
import type { Field, ObjectType } from '../object-type.ts';
import type { Reference, Shape } from '../shape.ts';
import { feedName } from './feed-name.ts';

/** A member of an object as the feed shows it. */
export interface FeedMember {
  /** Label of the field in events and records. */
  readonly label: string;
  /** Key in the feed. */
  readonly name: string;
  readonly field: Field;
  /** What its value, or each value of its list, is shown as a reference to. */
  readonly reference: Reference | undefined;
}

/** An object type as the feed shows it. */
export interface FeedType {
  /** As in `ref.type`. */
  readonly name: string;
  readonly objectType: ObjectType;
  /** What makes up `ref.ids`, of those that are not null. */
  readonly ids: readonly { readonly label: string; readonly name: string }[];
  /** In the order in which they stand in the object. */
  readonly members: readonly FeedMember[];
}

/** When a record was made and last changed: the feed's names for the labels that every record has. Types that say such times themselves show those only. */
export const RECORD_TIMES: Readonly<Record<string, string>> = {
  Created: 'created_tstamp',
  Modified: 'updated_tstamp',
};

/** Every type of the model as the feed shows it, in the order of documents. */
export const FEED_TYPES: readonly FeedType[] = OBJECT_MODEL.map((objectType) =>
  feedType(objectType, OBJECT_MODEL),
);

/** A type of a model as the feed shows it. */
export function feedType(objectType: ObjectType, model: readonly ObjectType[]): FeedType {
  const ids = refOf(objectType).ids.map((label) => ({ label, name: feedName(label) }));
  const hasTimes = objectType.fields.some(({ label }) => Object.values(RECORD_TIMES).includes(label));
  const members = objectType.fields
    .filter(({ label }) => label !== 'Object Type')
    .filter(({ label }) => label !== 'id' || ids.some((id) => id.label === 'id'))
    .filter(({ label }) => !(hasTimes && Object.hasOwn(RECORD_TIMES, label)))
    .map((field) => member(field, model));
  return { name: refOf(objectType).type, objectType, ids, members };
}

function member(field: Field, model: readonly ObjectType[]): FeedMember {
  const { label, refersTo } = field;
  const target = model.find(({ type }) => type === refersTo);
  return {
    label,
    name: RECORD_TIMES[label] ?? feedName(label),
    field,
    reference: field.shape.reference ?? refTo(target),
  };
}

function refTo(target: ObjectType | undefined): Reference | undefined {
  if (target === undefined) return undefined;
  const { type, ids } = refOf(target);
  return { type, ids: ids.slice(0, 1).map(feedName) };
}

function refOf({ type, ref }: ObjectType): { readonly type: string; readonly ids: readonly string[] } {
  return ref ?? { type: type.replaceAll(' ', '_'), ids: ['id'] };
}

/** The types that objects of a type refer to, at whatever depth of the object. */
export function referredTypes({ members }: FeedType): readonly string[] {
  const found = members.flatMap(({ reference, field }) => [
    ...(reference === undefined ? [] : [reference.type]),
    ...typesIn(field.shape),
  ]);
  return [...new Set(found)];
}

function typesIn(shape: Shape): readonly string[] {
  const own = shape.reference === undefined ? [] : [shape.reference.type];
  if (shape.kind === 'list' || shape.kind === 'map') return [...own, ...typesIn(shape.of)];
  if (shape.kind !== 'object') return own;
  return [...own, ...Object.values(shape.properties).flatMap(typesIn)];
}
