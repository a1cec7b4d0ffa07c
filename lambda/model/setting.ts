import type { Shape } from './shape.ts';

/** What a setting can be. */
export type SettingValue = string | number | boolean;

/** One setting: stored as a text, sent as JSON. */
export interface Setting<Value> {
  /** Of the JSON value in requests and answers. */
  readonly shape: Shape;
  /** What holds while nothing is stored. */
  readonly standard: Value;
  readonly description: string;
  /** What the stored text must be, after "must be". */
  readonly expected: string;
  /** The value that a stored text is; undefined when it is none. */
  readonly read: (text: string) => Exclude<Value, undefined> | undefined;
}

/** Longer URLs are taken by few servers. */
const MAX_URL_LENGTH = 2048;

/** true or Yes, false or No, in any case (ORCE Data Sync, "DataSyncEnabled"). */
export function flag(standard: boolean, description: string): Setting<boolean> {
  return {
    shape: { kind: 'boolean' },
    standard,
    description,
    expected: 'true, Yes, false or No',
    read: (text) => (/^(true|yes)$/i.test(text) ? true : /^(false|no)$/i.test(text) ? false : undefined),
  };
}

/** A whole number between two bounds. */
export function whole(
  { standard, min, max }: { readonly standard: number; readonly min: number; readonly max: number },
  description: string,
): Setting<number> {
  return {
    shape: { kind: 'integer', minimum: BigInt(min), maximum: BigInt(max) },
    standard,
    description,
    expected: `a whole number from ${min} to ${max}`,
    read: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

/** One of some words; the first holds while nothing is stored. */
export function oneOf<const Word extends string>(
  words: readonly [Word, ...Word[]],
  description: string,
): Setting<Word> {
  return {
    shape: { kind: 'enum', values: words },
    standard: words[0],
    description,
    expected: words.join(' or '),
    read: (text) => words.find((word) => word === text),
  };
}

/** The name of a thing: 1 to 64 letters, digits and `_ . -`. */
export function name(standard: string, description: string): Setting<string> {
  const pattern = /^[\w.-]{1,64}$/;
  return {
    shape: { kind: 'text', pattern, minLength: 1, maxLength: 64 },
    standard,
    description,
    expected: '1 to 64 letters, digits and _ . -',
    read: (text) => (pattern.test(text) ? text : undefined),
  };
}

/** Printable ASCII; nothing while nothing is stored. */
export function text(description: string): Setting<string | undefined> {
  const pattern = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
  return {
    shape: { kind: 'text', pattern, minLength: 1, maxLength: 512 },
    standard: undefined,
    description,
    expected: '1 to 512 printable ASCII characters, no space at either end',
    read: (value) => (value.length <= 512 && pattern.test(value) ? value : undefined),
  };
}

/** An https URL without credentials; nothing while nothing is stored. Its address is checked when it is connected to. */
export function url(description: string): Setting<string | undefined> {
  return {
    shape: { kind: 'text', minLength: 1, maxLength: MAX_URL_LENGTH },
    standard: undefined,
    description,
    expected: 'an https URL without user name, password and fragment',
    read: (value) => (isHttpsUrl(value) ? value : undefined),
  };
}

function isHttpsUrl(value: string): boolean {
  // What a parser would mend, others might read otherwise: spaces, control characters, backslashes, a missing slash.
  if (value.length > MAX_URL_LENGTH || !/^https:\/\/[^/\\]/i.test(value) || /[^\x21-\x7e]|\\|#/.test(value))
    return false;
  const [, authority = ''] = /^https:\/\/([^/?]*)/i.exec(value) ?? [];
  return !authority.includes('@') && URL.canParse(value);
}
