import { OBJECT_MODEL } from '../object-model.ts';
import type { Field, ObjectType } from '../object-type.ts';
import type { Shape, ShapeKind, ShapeOf } from '../shape.ts';
import { accountStatesSection } from './account-states-section.ts';
import { cardStatesSection } from './card-states-section.ts';

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
    ...OBJECT_MODEL.flatMap(section),
    ...cardStatesSection(),
    ...accountStatesSection(),
    '',
  ].join('\n');
}

function section(type: ObjectType): readonly string[] {
  return [
    '',
    `## ${type.type}`,
    '',
    type.description,
    '',
    '| label | on the interface | in Salesforce | form | what it is |',
    '| --- | --- | --- | --- | --- |',
    ...type.fields.map(row),
  ];
}

function row(field: Field): string {
  const cells = [
    field.label,
    field.name === undefined ? '' : `\`${field.name}\`${field.required ? ' *' : ''}`,
    field.salesforceName === undefined ? '' : `\`${field.salesforceName}\``,
    formOf(field),
    field.description,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
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
