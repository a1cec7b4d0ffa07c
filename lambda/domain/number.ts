/** DynamoDB holds 38 significant digits, from 1E-130 to 9.99…E+125 (Developer Guide, "Supported data types: Number"). */
const MAX_DIGITS = 38;
const MIN_EXPONENT = -130n;
const MAX_EXPONENT = 125n;

const OUT_OF_RANGE = 'is beyond 1E-130 … 9.9E+125, the range that can be kept';
/** Sixteen digits and more: no mantissa is long enough to make up for it, and a BigInt of a million digits is slow. */
const HUGE_EXPONENT = /e[-+]?0*[1-9]\d{15}/i;

interface Scientific {
  readonly negative: boolean;
  /** Significant digits without zeros at either end; empty for zero. */
  readonly digits: string;
  /** Power of ten of the first digit. */
  readonly exponent: bigint;
}

function scientific(json: string): Scientific {
  const [mantissa = '', power = '0'] = json.replace(/^-/, '').split(/e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const leadingZeros = countLeadingZeros(all);
  const digits = withoutTrailingZeros(all.slice(leadingZeros));
  return {
    negative: json.startsWith('-') && digits !== '',
    digits,
    exponent: digits === '' ? 0n : BigInt(power.replace('+', '')) + BigInt(whole.length - 1 - leadingZeros),
  };
}

/** A loop, because /^0+/ can run out of stack over millions of zeros. */
function countLeadingZeros(digits: string): number {
  let zeros = 0;
  while (digits[zeros] === '0') zeros += 1;
  return zeros;
}

/** A loop, because /0+$/ takes time that grows with the square of a long run of zeros in the middle. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** Whether two JSON numbers have the same value, whatever their notation: -20.00 and -2E1 do. */
export function sameNumber(left: string, right: string): boolean {
  const [a, b] = [scientific(left), scientific(right)];
  return a.negative === b.negative && a.digits === b.digits && a.exponent === b.exponent;
}

/** Why DynamoDB cannot hold this JSON number with all its digits; undefined when it can. */
export function numberLimitExceeded(json: string): string | undefined {
  if (json.length <= MAX_DIGITS && !/e/i.test(json)) return undefined;
  if (HUGE_EXPONENT.test(json) && /[1-9].*e/i.test(json)) return OUT_OF_RANGE;
  const { digits, exponent } = scientific(json);
  if (digits.length > MAX_DIGITS)
    return `has ${digits.length} significant digits; at most ${MAX_DIGITS} can be kept`;
  if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) return OUT_OF_RANGE;
  return undefined;
}

/** The value of a JSON number that is whole, in any notation; undefined when it is not, or cannot be kept. */
export function wholeNumber(json: string): bigint | undefined {
  if (numberLimitExceeded(json) !== undefined) return undefined;
  const { negative, digits, exponent } = scientific(json);
  const zeros = exponent + 1n - BigInt(digits.length);
  if (digits === '') return 0n;
  if (zeros < 0n) return undefined;
  const value = BigInt(digits) * 10n ** zeros;
  return negative ? -value : value;
}

/**
 * The number in a notation that DynamoDB surely takes: its significant digits, with a power of ten where it came with one or
 * with more than 38 digits. Only for numbers within the limits.
 */
export function storableNumber(json: string): string {
  if (!/e/i.test(json) && json.replace(/[-.]/g, '').length <= MAX_DIGITS) return json;
  const { negative, digits, exponent } = scientific(json);
  if (digits === '') return '0';
  return `${negative ? '-' : ''}${digits}E${exponent + 1n - BigInt(digits.length)}`;
}
