import fc from 'fast-check';
import { numberLimitExceeded, sameNumber, storableNumber, wholeNumber } from '../../lambda/domain/number.ts';
import { numberText } from '../support/arbitrary-json.ts';

/** The number as a fraction of whole numbers, worked out in another way than the code does. */
function fraction(text: string): { readonly above: bigint; readonly below: bigint } {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text);
  const [, sign = '', whole = '', part = '', power = '0'] = match ?? [];
  const scale = BigInt(power.replace('+', '')) - BigInt(part.length);
  const above = BigInt(`${whole}${part}`) * (sign === '-' ? -1n : 1n);
  return scale < 0n ? { above, below: 10n ** -scale } : { above: above * 10n ** scale, below: 1n };
}

/** The same value in another notation. */
function otherNotation(text: string, shift: number): string {
  const [mantissa = '', power = '0'] = text.split(/e/i);
  const [whole = '', part = ''] = mantissa.split('.');
  const exponent = BigInt(power.replace('+', '')) - BigInt(part.length) - BigInt(shift);
  const digits = `${whole}${part}${'0'.repeat(shift)}`.replace(/^(-?)0+(?=\d)/, '$1');
  return `${digits}E${exponent}`;
}

describe('sameNumber', () => {
  it.each([
    ['-20.00', '-20'],
    ['-20.00', '-2E1'],
    ['0', '-0'],
    ['0', '0.000e9'],
    ['100', '1e+2'],
    ['0.001', '1E-3'],
  ])('%s is %s', (left, right) => expect(sameNumber(left, right)).toBe(true));

  it.each([
    ['77405618597879914', '77405618597879920'],
    ['1', '-1'],
    ['1', '10'],
    ['0.1', '0.10000000000000000001'],
    ['0', '1e-999999'],
  ])('%s is not %s', (left, right) => expect(sameNumber(left, right)).toBe(false));

  it('knows any number in another notation', () => {
    fc.assert(
      fc.property(numberText(), fc.nat({ max: 9 }), (text, shift) => {
        expect(sameNumber(text, otherNotation(text, shift))).toBe(true);
      }),
    );
  });

  it('agrees with exact fractions', () => {
    const small = fc
      .tuple(
        fc.integer({ min: -99, max: 99 }),
        fc.constantFrom('', '.0', '.10', '.5'),
        fc.constantFrom('', 'e1', 'e-1'),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(small, small, (left, right) => {
        const [a, b] = [fraction(left), fraction(right)];
        expect(sameNumber(left, right)).toBe(a.above * b.below === b.above * a.below);
      }),
    );
  });
});

describe('numberLimitExceeded', () => {
  it.each([
    '0',
    '-0.000',
    '0e999999999999999999999',
    '9'.repeat(38),
    `${'9'.repeat(38)}${'0'.repeat(88)}`,
    `0.${'0'.repeat(129)}1`,
    '9.9999999999999999999999999999999999999E+125',
    '1E-130',
    '-1e125',
    `1.${'0'.repeat(500)}`,
  ])('lets %s pass', (text) => expect(numberLimitExceeded(text)).toBeUndefined());

  it.each([
    ['1'.repeat(39), '39 significant digits'],
    [`1.${'0'.repeat(37)}1`, '39 significant digits'],
    ['1e126', 'beyond'],
    ['1e-131', 'beyond'],
    [`1${'0'.repeat(126)}`, 'beyond'],
    [`0.${'0'.repeat(130)}1`, 'beyond'],
    ['1e999999999999999999999', 'beyond'],
    ['-1E-999999999999999999999', 'beyond'],
  ])('stops %s', (text, reason) => expect(numberLimitExceeded(text)).toContain(reason));

  it('agrees with exact fractions', () => {
    fc.assert(
      fc.property(numberText(30), (text) => {
        const { above, below } = fraction(text);
        const size = above < 0n ? -above : above;
        const inRange = size === 0n || (size * 10n ** 130n >= below && size < 10n ** 126n * below);
        const digits = size === 0n ? '' : String(size).replace(/0+$/, '');
        expect(numberLimitExceeded(text) === undefined).toBe(inRange && digits.length <= 38);
      }),
    );
  });

  it('is done in time with millions of digits', () => {
    expect(numberLimitExceeded(`1${'0'.repeat(3_000_000)}1`)).toContain('significant digits');
    expect(numberLimitExceeded(`1e${'9'.repeat(5_000_000)}`)).toContain('beyond');
    expect(numberLimitExceeded(`0.${'0'.repeat(5_000_000)}1`)).toContain('beyond');
  });
});

describe('wholeNumber', () => {
  it.each([
    ['2001', 2001n],
    ['2001.000', 2001n],
    ['2.001e3', 2001n],
    ['-5E2', -500n],
    ['-0', 0n],
    ['0.0', 0n],
    ['4412964684870431366', 4412964684870431366n],
  ])('%s is %s', (text, value) => expect(wholeNumber(text)).toBe(value));

  it.each(['0.5', '2001.5', '1e-1', '1e126', '1'.repeat(39)])('%s is none', (text) =>
    expect(wholeNumber(text)).toBeUndefined(),
  );
});

describe('storableNumber', () => {
  it.each([
    ['-20.00', '-20.00'],
    ['77405618597879914', '77405618597879914'],
    ['1e5', '1E5'],
    ['-12.50e-7', '-125E-8'],
    ['0e99999', '0'],
    [`1.${'0'.repeat(500)}`, '1E0'],
    [`${'0.'}${'0'.repeat(60)}25`, '25E-62'],
  ])('%s is stored as %s', (text, stored) => expect(storableNumber(text)).toBe(stored));

  it('has the same value, whatever the notation', () => {
    fc.assert(
      fc.property(numberText(), (text) => {
        fc.pre(numberLimitExceeded(text) === undefined);
        expect(sameNumber(storableNumber(text), text)).toBe(true);
      }),
    );
  });
});
