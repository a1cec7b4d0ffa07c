import fc from 'fast-check';
import { GzipIdCodec } from '../../../lambda/adapters/gzip/gzip-id-codec.ts';

const codec = new GzipIdCodec();

describe('a series of ids', () => {
  it('says what each text says, whatever stands around the number and however long it is', () => {
    const part = fc.string({ unit: fc.constantFrom(...'{}":,0123456789'), maxLength: 120 });
    fc.assert(
      fc.property(
        part,
        part,
        fc.array(fc.nat({ max: 2 ** 31 - 1 }), { maxLength: 20 }),
        (before, behind, numbers) => {
          const idOf = codec.series(before, behind);
          for (const number of [...numbers, 9, 10, 99, 100, Number.MAX_SAFE_INTEGER])
            expect(codec.unpack(idOf(number))).toEqual({ text: `${before}${number}${behind}` });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives the id of the sample', () => {
    expect(codec.series('{"11":', '}')(140_147)).toBe('H4sIAAAAAAAAAKtWMjRUsjI0MTA0Ma8FAG50BJUNAAAA');
  });

  it('takes texts that are long, or beyond ASCII, too', () => {
    expect(codec.unpack(codec.series('ä', 'x'.repeat(600))(7))).toEqual({ text: `ä7${'x'.repeat(600)}` });
  });
});
