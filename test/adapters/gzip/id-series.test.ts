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
          const series = codec.series(before, behind);
          const few = [9, 10, 99, 100, Number.MAX_SAFE_INTEGER];
          for (const number of [
            ...numbers,
            ...numbers.map((one) => one % 1_000),
            ...few,
            ...few.toReversed(),
          ]) {
            const id = series.text(number);
            expect(codec.unpack(id)).toEqual({ text: `${before}${number}${behind}` });
            const target = Buffer.alloc(id.length + 7, '.');
            expect(series.write(number, target, 3)).toBe(3 + id.length);
            expect(target.toString()).toBe(`...${id}....`);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives the id of the sample', () => {
    const series = codec.series('{"11":', '}');
    const ids = Array.from({ length: 6 }, () => series.text(140_147));
    expect(new Set(ids)).toEqual(new Set(['H4sIAAAAAAAAAKtWMjRUsjI0MTA0Ma8FAG50BJUNAAAA']));
  });

  it('takes texts that are long, or beyond ASCII, too', () => {
    expect(codec.unpack(codec.series('ä', 'x'.repeat(600)).text(7))).toEqual({
      text: `ä7${'x'.repeat(600)}`,
    });
  });
});
