/**
 * The form of a JSON value: what requests are validated against, and what JSON Schema, OpenAPI and AsyncAPI are made from.
 * A shape is not nullable unless it says so.
 */
export type Shape = ShapeKind & {
  readonly nullable?: boolean;
  readonly description?: string;
};

/** What kind of value a shape describes, with its limits. */
export type ShapeKind =
  | {
      readonly kind: 'text';
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: RegExp;
    }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** 15 characters that count upper and lower case, or 18 with three that make up for it. */
  | { readonly kind: 'salesforceId' }
  /** Numeric id of up to 19 digits, as a JSON number. */
  | { readonly kind: 'id' }
  | { readonly kind: 'integer'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'decimal' }
  | { readonly kind: 'boolean' }
  /** yyyy-MM-ddTHH:mm:ss.SSS+/-HHmm or …Z (also +HH:mm). */
  | { readonly kind: 'dateTime' }
  | { readonly kind: 'date' }
  | { readonly kind: 'list'; readonly of: Shape; readonly minItems?: number; readonly maxItems?: number }
  | {
      readonly kind: 'object';
      readonly properties: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
    }
  /** An object with any keys. */
  | { readonly kind: 'map'; readonly of: Shape }
  /** Any JSON value. */
  | { readonly kind: 'any' };
