import { exactNumber, type JsonObject, type JsonValue } from '../domain/json.ts';
import type { Shape } from '../model/shape.ts';
import type { XmlElement } from './ports.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

/**
 * What an element holds, as JSON of the shape: attributes and child elements are members, whose names are found whatever their case;
 * a member that is a list takes all elements of its name; the text of an element with attributes is its `value`; `xsi:nil` is null.
 * Numbers keep their digits. What does not fit the shape stays as it is, for validation to name.
 */
export function xmlValue(shape: Shape | undefined, element: XmlElement): JsonValue {
  if (element.attributes.nil === 'true' || element.attributes.nil === '1') return null;
  if (element.children.length > 0 || Object.keys(element.attributes).length > 0)
    return objectOf(shape, element);
  return shape?.kind === 'object' && element.text.trim() === '' ? {} : textValue(shape, element.text);
}

function objectOf(shape: Shape | undefined, element: XmlElement): JsonObject {
  const members: Record<string, JsonValue> = {};
  const lists = new Map<string, JsonValue[]>();
  const add = (name: string, read: (shape: Shape | undefined) => JsonValue): void => {
    const known = memberName(shape, name);
    const member = memberShape(shape, known);
    const value = read(member?.kind === 'list' ? member.of : member);
    const before = lists.get(known) ?? (Object.hasOwn(members, known) ? [members[known] ?? null] : undefined);
    if (before === undefined && member?.kind !== 'list') {
      members[known] = value;
      return;
    }
    const list = before ?? [];
    list.push(value);
    lists.set(known, list);
    members[known] = list;
  };
  for (const [name, text] of Object.entries(element.attributes))
    add(name, (member) => textValue(member, text));
  for (const child of element.children) add(child.name, (member) => xmlValue(member, child));
  if (element.text.trim() !== '') add('value', (member) => textValue(member, element.text));
  return members;
}

function textValue(shape: Shape | undefined, text: string): JsonValue {
  const trimmed = text.trim();
  if (trimmed === '' && shape?.nullable && shape.kind !== 'text') return null;
  switch (shape?.kind) {
    case 'id':
    case 'integer':
    case 'decimal':
      return NUMBER.test(trimmed) ? exactNumber(trimmed) : text;
    case 'boolean':
      return BOOLEANS[trimmed] ?? text;
    case 'enum':
    case 'date':
    case 'dateTime':
      return trimmed;
    default:
      return text;
  }
}

function memberShape(shape: Shape | undefined, name: string): Shape | undefined {
  if (shape?.kind === 'map') return shape.of;
  return shape?.kind === 'object' && Object.hasOwn(shape.properties, name)
    ? shape.properties[name]
    : undefined;
}

const NAMES = new WeakMap<object, ReadonlyMap<string, string>>();

/** The shape's own name for it; a name that is no member's stays as it came, but for one that an object cannot hold. */
function memberName(shape: Shape | undefined, name: string): string {
  if (name === '__proto__') return '_proto_';
  if (shape?.kind !== 'object') return name;
  const { properties } = shape;
  const names =
    NAMES.get(properties) ?? new Map(Object.keys(properties).map((known) => [known.toLowerCase(), known]));
  NAMES.set(properties, names);
  return names.get(name.toLowerCase()) ?? name;
}
