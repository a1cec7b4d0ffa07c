const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/** The text of a JSON object with only those of its members that are named, each to the letter as it stood. Compact JSON, as `feedObject` makes it. */
export function selectMembers(json: string, names: ReadonlySet<string>): string {
  const kept: string[] = [];
  let start = 1;
  while (json.charCodeAt(start) === QUOTE) {
    const keyEnd = closingQuote(json, start);
    const end = endOfValue(json, keyEnd + 2);
    if (names.has(json.slice(start + 1, keyEnd))) kept.push(json.slice(start, end));
    start = end + 1;
  }
  return `{${kept.join()}}`;
}

/** The index behind the value that begins at `start`. */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let index = start; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) index = closingQuote(json, index);
    else if (OPENING.includes(code)) depth += 1;
    else if (depth === 0 && (code === COMMA || CLOSING.includes(code))) return index;
    else if (CLOSING.includes(code)) depth -= 1;
  }
  return json.length;
}

/** Where the string that begins at `start` ends. */
function closingQuote(json: string, start: number): number {
  let end = start;
  do {
    end = json.indexOf('"', end + 1);
    if (end === -1) return json.length;
  } while (isEscaped(json, end));
  return end;
}

function isEscaped(json: string, quote: number): boolean {
  let backslashes = 0;
  while (json[quote - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
