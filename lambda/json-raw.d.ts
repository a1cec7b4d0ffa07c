/** ECMAScript "JSON.parse source text access", in Node 22 and later; TypeScript's own libraries lack it. */
interface RawJSON {
  readonly rawJSON: string;
}

interface JSON {
  /** A value that JSON.stringify writes as exactly this text. Throws SyntaxError unless it is one primitive JSON value. */
  rawJSON(text: string): RawJSON;
  isRawJSON(value: unknown): value is RawJSON;
}
