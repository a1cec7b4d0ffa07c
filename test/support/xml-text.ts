import type { JsonValue } from '../../lambda/domain/json.ts';

/** A JSON value as an element: members are elements, lists repeat theirs, null is nil. Lists must not be empty. */
export function xmlText(name: string, value: JsonValue | undefined): string {
  if (Array.isArray(value)) return value.map((item) => xmlText(name, item as JsonValue)).join('');
  if (value === null) return `<${name} xsi:nil="true"/>`;
  if (JSON.isRawJSON(value)) return `<${name}>${value.rawJSON}</${name}>`;
  if (typeof value !== 'object') return `<${name}>${escaped(String(value))}</${name}>`;
  const members = Object.entries(value as Readonly<Record<string, JsonValue>>);
  return `<${name}>${members.map(([member, inner]) => xmlText(member, inner)).join('')}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
