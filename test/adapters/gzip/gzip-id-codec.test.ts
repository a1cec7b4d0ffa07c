import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { GzipIdCodec } from '../../../lambda/adapters/gzip/gzip-id-codec.ts';
import type { FeedPosition } from '../../../lambda/domain/feed-log.ts';
import { positionText, readPosition } from '../../../lambda/domain/feed-position.ts';
import { testText } from '../../support/test-data.ts';

const codec = new GzipIdCodec();
const SAMPLE = /^id:(.*)$/m.exec(testText('aria-account-create.sse'))?.[1] ?? '';

/** Packed as another would, but with the header of ids. */
function packed(text: string | Uint8Array): string {
  const bytes = gzipSync(text);
  bytes[9] = 0;
  return bytes.toString('base64');
}

const positions = fc
  .tuple(fc.integer({ min: 100_000, max: 999_999 }), fc.array(fc.maxSafeNat(), { maxLength: 99 }))
  .map(
    ([feed, offsets]): FeedPosition =>
      Object.fromEntries(
        offsets
          .map((offset, index) => [`${feed}${String(index + 1).padStart(2, '0')}`, offset] as const)
          .filter(([, offset]) => offset > 0),
      ),
  );

describe('ids of the feed', () => {
  it("are the sample's, to the letter", () => {
    expect(codec.pack(positionText({ '11': 140147 }))).toBe(SAMPLE);
    expect(SAMPLE).toBe('H4sIAAAAAAAAAKtWMjRUsjI0MTA0Ma8FAG50BJUNAAAA');
    expect(codec.unpack(SAMPLE)).toEqual({ text: '{"11":140147}' });
  });

  it('give back any text, which any gzip can read', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 700 }),
      fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed()),
      // Of few letters, so that there are matches of every length and distance.
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 512 }),
      fc
        .tuple(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 200 }), fc.nat(200))
        .map(([text, gap]) => (text + '-'.repeat(gap) + text).slice(0, 600)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const id = codec.pack(text);
        expect(codec.unpack(id)).toEqual({ text });
        expect(gunzipSync(Buffer.from(id, 'base64')).toString()).toBe(text);
        expect(codec.pack(text)).toBe(id);
      }),
      { numRuns: 500 },
    );
  });

  it('give back any position', () => {
    fc.assert(
      fc.property(positions, (position) => {
        const unpacked = codec.unpack(codec.pack(positionText(position)));
        expect('text' in unpacked && readPosition(unpacked.text)).toEqual({ position });
      }),
    );
  });

  it('are short: eight partitions take less than 160 characters', () => {
    const position = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`4829130${index + 1}`, 99_991 + 77_123 * index]),
    );
    expect(codec.pack(positionText(position)).length).toBeLessThan(160);
  });

  it.each([
    ['nothing', '', 'base64'],
    ['no base64', 'H4sI!', 'base64'],
    ['base64 with bits to spare', `${SAMPLE.slice(0, -1)}B=`, 'base64'],
    ['one that is cut off', SAMPLE.slice(0, 24), 'cut off'],
    ['one with a part of its end missing', SAMPLE.slice(0, -4), 'cut off'],
    ['another beginning', Buffer.from('not gzip at all').toString('base64'), 'begin'],
    ['a time in its header', gzipWithTime(), 'begin'],
    [
      'one with a wrong sum',
      packedWith((bytes) => bytes.writeUInt8((bytes.at(-8) ?? 0) ^ 1, bytes.length - 8)),
      'changed',
    ],
    [
      'one with something behind it',
      Buffer.concat([Buffer.from(SAMPLE, 'base64'), Buffer.alloc(3)]).toString('base64'),
      'behind',
    ],
    ['one that grows a thousandfold', packed('0'.repeat(1_000_000)), 'more'],
    ['one that is very long', 'A'.repeat(5000), 'longer'],
    ['bytes that are no text', packed(Uint8Array.of(0xff, 0xfe)), 'changed'],
  ])('are told what is wrong: %s', (_, id, fault) => {
    expect(codec.unpack(id)).toEqual({ fault: expect.stringContaining(fault) });
  });

  it('never throw, whatever comes', () => {
    const changed = fc
      .tuple(fc.nat(SAMPLE.length - 1), fc.constantFrom(...'ABz+/= \n"é'))
      .map(([at, character]) => SAMPLE.slice(0, at) + character + SAMPLE.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(changed, fc.base64String(), fc.string({ unit: 'binary' })), (id) => {
        const unpacked = codec.unpack(id);
        expect('text' in unpacked || unpacked.fault).toBeTruthy();
      }),
    );
  });

  it('survive a plus sign that became a space', () => {
    const position = fc
      .sample(positions, { numRuns: 200, seed: 1 })
      .find((one) => codec.pack(positionText(one)).includes('+'));
    const id = codec.pack(positionText(position ?? {}));
    expect(id).toContain('+');
    expect(codec.unpack(id.replaceAll('+', ' '))).toEqual(codec.unpack(id));
  });
});

describe('positions', () => {
  it.each([
    '{"11":01}',
    '{"11":1.0}',
    '{"11":1e3}',
    '{"11":-1}',
    '{ "11":1}',
    '{"11":1,}',
    '{"11":1 }',
    '{"11":1}\n',
    '{"11":"1"}',
    '{"11":null}',
    '{"11":0}',
    '{"011":1}',
    '{"a":1}',
    '{"12":1,"11":1}',
    '{"11":1,"11":1}',
    '{"11":1"12":1}',
    '{"__proto__":1}',
    '{"11":9007199254740993}',
    '[]',
    '',
    'null',
  ])('are told apart from %s', (text) => {
    expect(readPosition(text)).toEqual({ fault: expect.any(String) });
  });

  it('leave out what has had nothing', () => {
    expect(positionText({ '12': 3, '11': 0 })).toBe('{"12":3}');
    expect(readPosition('{}')).toEqual({ position: {} });
  });
});

function packedWith(change: (bytes: Buffer) => void): string {
  const bytes = Buffer.from(SAMPLE, 'base64');
  change(bytes);
  return bytes.toString('base64');
}

function gzipWithTime(): string {
  return packedWith((bytes) => bytes.writeUInt32LE(1_600_000_000, 4));
}
