import { ANY, ID, KEY_TEXT, nullable, TIMESTAMP } from './field-shapes.ts';
import type { Field } from './object-type.ts';

/** What every record has, whatever its type: all computed, in the order of documents. */
export function recordFields(type: string): readonly Field[] {
  return [
    { label: 'id', shape: ID, description: 'Numeric id; later records have greater ones.' },
    { label: 'Object Type', shape: { kind: 'enum', values: [type] }, description: `Always "${type}".` },
    { label: 'Created', shape: TIMESTAMP, description: 'When the record was made, UTC.' },
    { label: 'Modified', shape: TIMESTAMP, description: 'When the record was last changed, UTC.' },
  ];
}

/** What every record has whose id is a text that its source gave it: the value of the field `from`. */
export function namedRecordFields(type: string, from: string): readonly Field[] {
  const id: Field = { label: 'id', shape: KEY_TEXT, description: `The same as ${from}.` };
  return [id, ...recordFields(type).filter(({ label }) => label !== 'id')];
}

const UNUSED = nullable(ANY);

/** Columns of OM Plus that Millrace itself leaves null. */
export const UNUSED_FIELDS: readonly Field[] = [
  { label: 'Container', shape: UNUSED, description: 'Not used by Millrace: null.' },
  { label: 'Package', shape: UNUSED, description: 'Not used by Millrace: null.' },
  { label: 'Encryption Key Version', shape: UNUSED, description: 'Not used by Millrace: null.' },
];
