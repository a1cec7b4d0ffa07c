import type { IdBlock } from '../../domain/commit.ts';

/** Numbers of new cards, made of ids that nobody else has: 18 digits, the last one a check digit (Luhn, ISO/IEC 7812-1). */
export function newCardNumbers({ first, count }: IdBlock): readonly string[] {
  return Array.from({ length: count }, (_, place) => {
    const id = (first + BigInt(place)).toString();
    return `${id}${checkDigit(id)}`;
  });
}

/** From the right, every second digit counts double, beginning with the last one before the check digit. */
function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
