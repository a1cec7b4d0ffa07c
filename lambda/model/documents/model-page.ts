import { parseJson } from '../../domain/parse-json.ts';
import { type FeedMember, type FeedType, feedType } from '../feed/feed-type.ts';
import { withDependencies } from '../feed/feed-view.ts';
import { OBJECT_MODEL } from '../object-model.ts';
import type { Field, ObjectType } from '../object-type.ts';
import type { Shape, ShapeKind, ShapeOf } from '../shape.ts';
import { accountStatesSection } from './account-states-section.ts';
import { cardStatesSection } from './card-states-section.ts';
import { feedExample } from './feed-example.ts';

/** The object model as a page of Markdown: a table for each object type. */
export function modelPage(): string {
  return [
    '# The logical object model',
    '',
    'Made from `lambda/model/` by `npm run docs`. Labels are the keys of events and of records in the table; names on the',
    'interface are the keys of requests and answers. A field without such a name is computed. Required ones are marked *.',
    '',
    'In events, texts, numbers and lists stand as they are; true and false stand as the texts "true" and "false"; objects',
    'stand as texts that hold JSON; Salesforce ids have 15 characters.',
    '',
    'In the data feed an object is a JSON object with the names of the column "in the feed", members of members in snake case, too;',
    'true and false stand as such. What stands for another object is a reference, `{"type":"Currency","ids":{"currency_cd":"usd","code":"usd"}}`.',
    'The header of an event names its object by such a `ref`; of its ids those that are null are left out. A member that a record does not',
    'have is left out; what another writer has put into a record beside the fields of the model stands behind them under its own name.',
    'Each object is shown whole, in a delete as it was last known. `schemas/*.feed.json` are the JSON Schemas.',
    ...OBJECT_MODEL.flatMap(section),
    ...cardStatesSection(),
    ...accountStatesSection(),
    '',
  ].join('\n');
}

function section(type: ObjectType): readonly string[] {
  const shown = feedType(type, OBJECT_MODEL);
  const example = feedExample(shown);
  const ids = shown.ids.map(({ name }) => `\`${name}\``).join(', ');
  const refers = [...withDependencies([shown.name])].filter((name) => name !== shown.name);
  return [
    '',
    `## ${type.type}`,
    '',
    type.description,
    '',
    `In the feed: \`${shown.name}\`, its ref has ${ids}.${refers.length === 0 ? '' : ` A subscription to it brings ${refers.join(', ')}.`}`,
    '',
    '| label | in the feed | on the interface | in Salesforce | form | what it is |',
    '| --- | --- | --- | --- | --- | --- |',
    ...type.fields.map((field) => row(field, shown)),
    '',
    '<details><summary>Its representation in the feed, with some values</summary>',
    '',
    '```',
    example.header,
    JSON.stringify(parseJson(example.body), null, 1),
    '```',
    '',
    '</details>',
  ];
}

function row(field: Field, { members }: FeedType): string {
  const shown = members.find(({ label }) => label === field.label);
  const cells = [
    field.label,
    shown === undefined ? '' : `\`${shown.name}\`${feedForm(shown)}`,
    field.name === undefined ? '' : `\`${field.name}\`${field.required ? ' *' : ''}`,
    field.salesforceName === undefined ? '' : `\`${field.salesforceName}\``,
    formOf(field),
    field.description,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function feedForm({ reference, field }: FeedMember): string {
  if (reference === undefined) return '';
  return field.shape.kind === 'list'
    ? `, references to ${reference.type}`
    : `, a reference to ${reference.type}`;
}

function formOf(field: Field): string {
  const form = describe(field.shape);
  const refers = field.refersTo === undefined ? '' : ` of ${article(field.refersTo)} ${field.refersTo}`;
  const trimmed = field.trimmed ? ', always 15 characters' : '';
  const canBeNull = field.shape.nullable || field.nullWhenDerived ? ', or null' : '';
  return `${form}${refers}${trimmed}${canBeNull}`;
}

function article(noun: string): string {
  return /^[AEIOU]/.test(noun) ? 'an' : 'a';
}

const FORMS: { readonly [Kind in ShapeKind['kind']]: (shape: ShapeOf<Kind>) => string } = {
  text: ({ maxLength }) => (maxLength === undefined ? 'text' : `text, up to ${maxLength} characters`),
  enum: ({ values }) => values.map((value) => `\`${value}\``).join(', '),
  code: ({ codes }) => codes.map(({ no, name }) => `${no} (${name})`).join(', '),
  salesforceId: () => 'Salesforce id',
  id: () => 'id',
  integer: () => 'whole number',
  decimal: () => 'number',
  boolean: () => 'true or false',
  dateTime: () => 'time, `yyyy-MM-ddTHH:mm:ss.SSS+/-HHmm` or `…Z`',
  date: () => 'day, `yyyy-MM-dd`',
  list: ({ of, maxItems }) =>
    `list of ${describe(of)}${maxItems === undefined ? '' : ` (up to ${maxItems})`}`,
  object: ({ properties }) =>
    `object: ${Object.keys(properties)
      .map((name) => `\`${name}\``)
      .join(', ')}`,
  map: () => 'object with any keys',
  any: () => 'anything',
};

function describe(shape: Shape): string {
  const form = FORMS[shape.kind] as (shape: Shape) => string;
  return form(shape);
}
