/** A line of a file, from 1, without its end; `fault` says why it has no text. */
export type TextLine =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly fault: string };

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a UTF-8 text, a chunk's at a time, empty ones left out. A line of more than `maxBytes`, or one that is not UTF-8, comes as
 * a fault, and the next line as if nothing had been: no more than one line and one chunk are held.
 */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncIterable<readonly TextLine[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let kept: Uint8Array[] = [];
  let length = 0;

  const keep = (piece: Uint8Array): void => {
    length += piece.length;
    if (length <= maxBytes) kept.push(piece);
    else kept = [];
  };
  const take = (): TextLine | undefined => {
    const [bytes, size, number] = [joined(kept), length, line];
    kept = [];
    length = 0;
    line += 1;
    if (size > maxBytes)
      return { line: number, fault: `is longer than ${maxBytes} bytes, the most that a line may have` };
    try {
      const text = decoder.decode(withoutReturn(bytes));
      return text.trim() === '' ? undefined : { line: number, text };
    } catch {
      return { line: number, fault: 'is not UTF-8' };
    }
  };

  for await (const chunk of chunks) {
    const lines: TextLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end));
      const taken = take();
      if (taken !== undefined) lines.push(taken);
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
    yield lines;
  }
  const last = length > 0 ? take() : undefined;
  if (last !== undefined) yield [last];
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}
