/**
 * The form of a JSON value: what requests are validated against, and what JSON Schema, OpenAPI and AsyncAPI are made from.
 * A shape is not nullable unless it says so.
 */
export type Shape = ShapeKind & {
  readonly nullable?: boolean;
  readonly description?: string;
  /** The feed shows the value as a reference. */
  readonly reference?: Reference;
};

/**
 * How the feed shows a value that stands for another object: `{"type":"Currency","ids":{"currency_cd":"usd","code":"usd"}}`. A text or
 * number stands under each of `ids`; of an object, the members that `ids` names, those that are null or absent left out.
 */
export interface Reference {
  readonly type: string;
  readonly ids: readonly string[];
}

/** What kind of value a shape describes, with its limits. */
export type ShapeKind =
  | {
      readonly kind: 'text';
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: RegExp;
    }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** A number that stands for something, written as plain digits. */
  | { readonly kind: 'code'; readonly codes: readonly Code[] }
  /** 15 characters that count upper and lower case, or 18 with three that make up for it. */
  | { readonly kind: 'salesforceId' }
  /** Numeric id: a JSON number of 1 to 19 digits and nothing else, the first not 0. */
  | { readonly kind: 'id' }
  /** Any notation whose value is whole: 2001, 2001.0 and 2.001e3. The bounds are exact, whatever their length. */
  | { readonly kind: 'integer'; readonly minimum?: bigint; readonly maximum?: bigint }
  | { readonly kind: 'decimal' }
  | { readonly kind: 'boolean' }
  /** yyyy-MM-ddTHH:mm:ss.SSS+/-HHmm or …Z (also +/-HH:mm), a time that exists. */
  | { readonly kind: 'dateTime' }
  /** yyyy-MM-dd, a day that exists. */
  | { readonly kind: 'date' }
  | { readonly kind: 'list'; readonly of: Shape; readonly minItems?: number; readonly maxItems?: number }
  | {
      readonly kind: 'object';
      readonly properties: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
    }
  /** An object with any keys but the empty one. */
  | { readonly kind: 'map'; readonly of: Shape }
  /** Any JSON value, null too, without empty keys. */
  | { readonly kind: 'any' };

/** A number that stands for something, and what for. */
export interface Code {
  readonly no: number;
  readonly name: string;
}

/** Shapes of one kind, or of some. */
export type ShapeOf<Kind extends ShapeKind['kind'] = ShapeKind['kind']> = Extract<Shape, { kind: Kind }>;

/** The kinds of values that have no values inside them. */
export type Leaf = Exclude<ShapeKind['kind'], 'list' | 'object' | 'map' | 'any'>;

/** What `id` takes, as the number is written. */
export const ID_PATTERN = /^[1-9]\d{0,18}$/;

/** What `salesforceId` takes. */
export const SALESFORCE_ID_PATTERN = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/;
