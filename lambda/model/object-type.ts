import type { Shape } from './shape.ts';

/** One field of an object type, declared once: every outlet and document is derived from it. */
export interface Field {
  /** Name on the interface (requests and answers). Undefined: the field is computed and has no place in a request. */
  readonly name?: string;
  /** Label under which it is stored and streamed. */
  readonly label: string;
  readonly shape: Shape;
  /** One sentence for the reader of an event. */
  readonly description: string;
  /** What Salesforce calls it, for additional fields in queries. */
  readonly salesforceName?: string;
  /** Must stand in a request. @default false */
  readonly required?: boolean;
  /** Null in records that were not submitted but follow from others, such as downstream order items. @default false */
  readonly nullWhenDerived?: boolean;
  /** The object type that the value is an id of (each value, in a list). */
  readonly refersTo?: string;
  /** Stored and streamed as the texts "true" and "false", as the OM Plus events have it. @default false */
  readonly booleanAsText?: boolean;
  /** A Salesforce id of which answers, too, keep only the first 15 characters. @default false */
  readonly trimmed?: boolean;
}

/** An object type of the logical object model. */
export interface ObjectType {
  /** As in `Object Type`: `Order Item`. */
  readonly type: string;
  /** What `sObjTypeToAdditionalFieldsMap` calls it, such as `OrderItem`; undefined when it cannot be queried so. */
  readonly sObjectType?: string;
  readonly description: string;
  /** Whether numbers keep the text in which they came, 1325.00 as such, for `exactJson` (number-texts.ts). @default false */
  readonly keepsNumberTexts?: boolean;
  /** Whether all records of the type can be listed, for types of which there are few (`RecordList`). @default false */
  readonly listed?: boolean;
  /**
   * Its `ref` in the feed: the type, and the labels of the fields that make up `ids`, null ones left out. @default the type with
   * underscores, and `id`
   */
  readonly ref?: { readonly type: string; readonly ids: readonly string[] };
  /** In the order in which they stand in documents. */
  readonly fields: readonly Field[];
}
