import { randomBytes } from 'node:crypto';
import { markOf, openedText, sealedText } from '../../../lambda/adapters/gzip/sealed-text.ts';

const KEY = randomBytes(32).toString('base64');

describe('a sealed text', () => {
  it.each(['', 'Customer%231000/Customer%231000', 'ä€😀'])('%j is opened with its key only', (text) => {
    const sealed = sealedText(text, KEY);
    expect(openedText(sealed, KEY)).toBe(text);
    expect(openedText(sealed, randomBytes(32).toString('base64'))).toBeUndefined();
    expect(Buffer.from(sealed, 'base64url').includes('Customer')).toBe(false);
  });

  it('cannot be changed, cut off or made up', () => {
    const sealed = sealedText('Customer#1', KEY);
    const changed = Array.from(
      sealed.slice(0, -1),
      (char, at) => sealed.slice(0, at) + (char === 'A' ? 'B' : 'A') + sealed.slice(at + 1),
    );
    const cut = Array.from(sealed, (_, end) => sealed.slice(0, end));
    for (const forged of [...changed, ...cut, '', 'x/y']) expect(openedText(forged, KEY)).toBeUndefined();
  });

  it('has a mark that is always the same, and says nothing without the key', () => {
    expect(markOf('Customer#1', KEY)).toBe(markOf('Customer#1', KEY));
    expect(markOf('Customer#1', KEY)).not.toBe(markOf('Customer#2', KEY));
    expect(markOf('Customer#1', KEY)).not.toBe(markOf('Customer#1', randomBytes(32).toString('base64')));
  });
});
