import fc from 'fast-check';
import {
  absoluteDecimal,
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalText,
  multiplyDecimals,
  parseDecimal,
  ZERO,
} from '../../lambda/domain/decimal.ts';

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new Error(`${text} is no number`);
  return parsed;
}

const anyDecimal = fc.record({
  units: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
  scale: fc.nat({ max: 30 }),
});

describe('a decimal', () => {
  it.each([
    ['1325.00', '1325.00'],
    ['-0.05', '-0.05'],
    ['7', '7'],
    ['1.325e3', '1325'],
    ['1.3250E+3', '1325.0'],
    ['5E-3', '0.005'],
    ['0.00', '0.00'],
    ['-0', '0'],
    ['99999999999999999999.99', '99999999999999999999.99'],
  ])('%s is written as %s', (text, written) => expect(decimalText(decimal(text))).toBe(written));

  it.each(['', ' 1', '1,5', '.5', '5.', 'abc', '1e9999999', '1e401', '--1', 'NaN', '0x1'])(
    '%j is none',
    (text) => expect(parseDecimal(text)).toBeUndefined(),
  );

  it('is read back as it was written', () => {
    fc.assert(fc.property(anyDecimal, (value) => expect(decimal(decimalText(value))).toEqual(value)));
  });
});

describe('a sum', () => {
  it.each([
    ['0', '1325.00', '1325.00'],
    ['0.1', '0.2', '0.3'],
    ['9007199254740993', '0.01', '9007199254740993.01'],
    ['1.5', '-1.50', '0.00'],
  ])('of %s and %s is %s', (left, right, sum) =>
    expect(decimalText(addDecimals(decimal(left), decimal(right)))).toBe(sum),
  );

  it('is the same in any order and grouping', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, anyDecimal, (a, b, c) => {
        expect(addDecimals(a, b)).toEqual(addDecimals(b, a));
        expect(addDecimals(addDecimals(a, b), c)).toEqual(addDecimals(a, addDecimals(b, c)));
        expect(addDecimals(a, ZERO)).toEqual(a);
      }),
    );
  });
});

describe('a product', () => {
  it.each([
    ['77.50', '1', '77.50'],
    ['77.50', '0.9134', '70.788500'],
    ['-3', '0.10', '-0.30'],
  ])('of %s and %s is %s', (left, right, product) =>
    expect(decimalText(multiplyDecimals(decimal(left), decimal(right)))).toBe(product),
  );
});

describe('a comparison', () => {
  it.each([
    ['1.0', '1', 0],
    ['1.01', '1.1', -1],
    ['-1', '-2', 1],
  ])('of %s and %s gives %i', (left, right, order) =>
    expect(compareDecimals(decimal(left), decimal(right))).toBe(order),
  );

  it('agrees with the sign of the difference', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const difference = addDecimals(a, { ...b, units: -b.units });
        expect(compareDecimals(a, b)).toBe(compareDecimals(difference, ZERO));
        expect(compareDecimals(absoluteDecimal(a), ZERO)).toBe(Number(a.units !== 0n));
      }),
    );
  });
});
