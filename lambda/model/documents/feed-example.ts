import type { JsonValue } from '../../domain/json.ts';
import type { Fields } from '../../domain/record.ts';
import type { FeedType } from '../feed/feed-type.ts';
import { feedRenderer, renderFeedObject } from '../feed/render-feed-object.ts';
import type { Shape, ShapeKind, ShapeOf } from '../shape.ts';

const VALUES: { readonly [Kind in ShapeKind['kind']]: (shape: ShapeOf<Kind>) => JsonValue } = {
  text: ({ pattern }) => TEXTS.find((text) => pattern?.test(text) ?? true) ?? '…',
  enum: ({ values }) => values[0] ?? '',
  code: ({ codes }) => JSON.rawJSON(String(codes[0]?.no ?? 0)),
  salesforceId: () => '8022x000000x3pz',
  id: () => JSON.rawJSON('77405618597879915'),
  integer: () => JSON.rawJSON('1'),
  decimal: () => JSON.rawJSON('12.50'),
  boolean: () => false,
  dateTime: () => '2020-06-08T19:53:30.000+02:00',
  date: () => '2020-06-08',
  list: ({ of }) => [exampleOf(of)],
  object: ({ properties }) =>
    Object.fromEntries(Object.entries(properties).map(([name, shape]) => [name, exampleOf(shape)])),
  map: ({ of }) => ({ key: exampleOf(of) }),
  any: () => null,
};

/** The first that a field's pattern takes. */
const TEXTS: readonly string[] = [
  'text',
  '2020-06-08 17:53:30.000+00',
  '2020-06-08T19:53:30+02:00',
  '2020-06-08',
  'name@example.com',
  'true',
  'US',
  'USD',
  '12.50',
  '1',
];

/** An object of a type with its header as the feed writes them, every member filled in with some value of its form. */
export function feedExample(type: FeedType): { readonly header: string; readonly body: string } {
  const values = type.objectType.fields.map(({ label, shape, booleanAsText }): [string, JsonValue] => [
    label,
    booleanAsText ? 'false' : exampleOf(shape),
  ]);
  const fields: Fields = { ...Object.fromEntries(values), _tick: JSON.rawJSON('29580691950') };
  return renderFeedObject(feedRenderer(type), { owner: '', receivedAt: 0, action: 'create', fields });
}

function exampleOf(shape: Shape): JsonValue {
  const value = VALUES[shape.kind] as (shape: Shape) => JsonValue;
  return value(shape);
}
