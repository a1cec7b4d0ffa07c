/** DynamoDB holds 38 significant digits, from 1E-130 to 9.99…E+125 (Developer Guide, "Supported data types: Number"). */
const MAX_DIGITS = 38;
const MIN_EXPONENT = -130n;
const MAX_EXPONENT = 125n;

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
  const digits = all.replace(/^0+/, '').replace(/0+$/, '');
  const leadingZeros = all.length - all.replace(/^0+/, '').length;
  return {
    negative: json.startsWith('-') && digits !== '',
    digits,
    exponent: digits === '' ? 0n : BigInt(power.replace('+', '')) + BigInt(whole.length - 1 - leadingZeros),
  };
}

/** Whether two JSON numbers have the same value, whatever their notation: -20.00 and -2E1 do. */
export function sameNumber(left: string, right: string): boolean {
  const [a, b] = [scientific(left), scientific(right)];
  return a.negative === b.negative && a.digits === b.digits && a.exponent === b.exponent;
}

/** Why DynamoDB cannot hold this JSON number with all its digits; undefined when it can. */
export function numberLimitExceeded(json: string): string | undefined {
  const { digits, exponent } = scientific(json);
  if (digits.length > MAX_DIGITS)
    return `has ${digits.length} significant digits; at most ${MAX_DIGITS} can be kept`;
  if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT)
    return 'is beyond 1E-130 … 9.9E+125, the range that can be kept';
  return undefined;
}
