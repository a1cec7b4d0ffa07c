import { type SaxesAttributePlain, SaxesParser, type SaxesTagPlain } from 'saxes';
import type { XmlElement, XmlReader, XmlRecord } from '../../batch-import/ports.ts';

/** What a document may ask of us. */
export interface XmlLimits {
  /** Bytes of a record, or of anything else that stands between two of them. */
  readonly maxBytes: number;
  /** Elements inside one another, in a record. */
  readonly maxDepth: number;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** So much is parsed before it is asked whether the limits still hold. */
const SLICE_BYTES = 64 * 1024;

/**
 * Reads documents in UTF-8 (XML 1.0) as they come, with saxes, which checks that they are well-formed. A document type declaration is
 * a fault, so there are no entities but the five of XML and character references.
 */
export class SaxesReader implements XmlReader {
  readonly #limits: XmlLimits;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
  }

  async *records(
    chunks: AsyncIterable<Uint8Array>,
    isRecord: (name: string) => boolean,
  ): AsyncIterable<readonly XmlRecord[]> {
    const document = new XmlDocument(this.#limits, isRecord);
    for await (const chunk of chunks) {
      for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
        const records = document.write(chunk.subarray(start, start + SLICE_BYTES));
        if (records.length > 0) yield records;
        if (document.isBroken) return;
      }
    }
    yield document.close();
  }
}

class XmlDocument {
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #limits: XmlLimits;
  readonly #isRecord: (name: string) => boolean;
  /** Elements of the record that are open, the record's own first. */
  readonly #open: OpenElement[] = [];
  #records: XmlRecord[] = [];
  #line = 1;
  #depth = 0;
  /** Bytes since a record, or what stands outside of records, began. */
  #bytes = 0;
  isBroken = false;

  constructor(limits: XmlLimits, isRecord: (name: string) => boolean) {
    this.#limits = limits;
    this.#isRecord = isRecord;
    const parser = this.#parser;
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('closetag', () => this.#closed());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('comment', () => this.#outside());
    parser.on('doctype', () => {
      throw new Error('has a document type declaration, which is not taken; remove it');
    });
    parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
      if (!/^(?:utf-?8|us-ascii)$/i.test(encoding))
        throw new Error(`is in the encoding ${encoding.slice(0, 40)}; send UTF-8`);
    });
  }

  write(bytes: Uint8Array): readonly XmlRecord[] {
    return this.#taken(() => {
      this.#bytes += bytes.length;
      this.#parser.write(this.#decoded(bytes));
      if (this.#bytes > this.#limits.maxBytes + SLICE_BYTES)
        throw new Error(`has a record of more than ${this.#limits.maxBytes} bytes`);
    });
  }

  close(): readonly XmlRecord[] {
    return this.#taken(() => {
      this.#decoded();
      this.#parser.close();
    });
  }

  #decoded(bytes?: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new Error('is not UTF-8');
    }
  }

  #taken(step: () => void): readonly XmlRecord[] {
    try {
      step();
    } catch (error) {
      this.isBroken = true;
      const line = this.#open.length > 0 ? this.#line : this.#parser.line;
      this.#records.push({ line, fault: faultOf(error) });
    }
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #opened({ name, attributes }: SaxesTagPlain): void {
    this.#depth += 1;
    const local = localName(name);
    const isNew = this.#open.length === 0 && (this.#depth > 1 || this.#isRecord(local));
    if (this.#open.length === 0 && !isNew) {
      this.#outside();
      return;
    }
    if (isNew) {
      this.#line = this.#parser.line;
      this.#bytes = 0;
    }
    if (this.#open.length === this.#limits.maxDepth)
      throw new Error(`has elements nested deeper than ${this.#limits.maxDepth} levels`);
    this.#open.push({ name: local, attributes: plainAttributes(attributes), children: [], text: '' });
  }

  #closed(): void {
    this.#depth -= 1;
    const closed = this.#open.pop();
    const around = this.#open.at(-1);
    if (closed === undefined) this.#outside();
    else if (around !== undefined) around.children.push(closed);
    else {
      this.#records.push({ line: this.#line, element: closed });
      this.#bytes = 0;
    }
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
    else if (text.trim() !== '') throw new Error('has text between its records');
    else this.#outside();
  }

  #outside(): void {
    if (this.#open.length === 0) this.#bytes = 0;
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Without declarations of namespaces and where schemas are; a prototype's names are no trap. */
function plainAttributes(attributes: Record<string, SaxesAttributePlain | string>): Record<string, string> {
  const plain = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(attributes)) {
    if (/^xmlns(?::|$)|:(?:noNamespaceS|s)chemaLocation$/.test(name)) continue;
    plain[localName(name)] = String(value);
  }
  return plain;
}

/** What saxes says begins with `line:column: `. */
function faultOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, position, said] = /^(\d+:\d+): (.*)$/s.exec(message) ?? [];
  return position === undefined ? message : `is not well-formed XML at ${position}: ${said}`;
}
