/** Characters of an answer that are shown to people. */
export const EXCERPT_LENGTH = 256;

/**
 * The beginning of a text that came from outside, fit for a log or a console: letters, digits, punctuation, symbols;
 * each run of anything else, line ends and control characters included, becomes one space.
 */
export function excerptOf(text: string): string {
  const printable = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, ' ').trim();
  return [...printable.slice(0, 2 * EXCERPT_LENGTH)].slice(0, EXCERPT_LENGTH).join('');
}
