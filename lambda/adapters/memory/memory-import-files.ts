import type { ImportFiles, StoredFile, WorkFiles } from '../../batch-import/ports.ts';
import type { Clock } from '../../domain/clock.ts';

/** The import bucket in memory: every version of every file. */
export class MemoryImportFiles implements ImportFiles {
  readonly #versions: (StoredFile & { readonly bytes: Uint8Array })[] = [];
  readonly #removed = new Set<string>();
  readonly #clock: Clock;
  readonly #chunkBytes: number;

  constructor({ clock, chunkBytes = 1024 * 1024 }: { readonly clock: Clock; readonly chunkBytes?: number }) {
    this.#clock = clock;
    this.#chunkBytes = chunkBytes;
  }

  /** Puts a new version of a file. */
  put(name: string, text: string | Uint8Array): StoredFile {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const version = `version-${this.#versions.length + 1}`;
    const file = { name, version, size: bytes.length, at: this.#clock(), bytes };
    this.#versions.push(file);
    this.#removed.delete(name);
    return file;
  }

  /** The text of a file's current version. */
  text(name: string): string | undefined {
    const file = this.#find(name);
    return file && Buffer.from(file.bytes).toString();
  }

  async find(name: string, version?: string): Promise<StoredFile | undefined> {
    const file = this.#find(name, version);
    if (file === undefined) return undefined;
    const { bytes: _, ...stored } = file;
    return stored;
  }

  async *read({ name, version }: Parameters<ImportFiles['read']>[0]): AsyncIterable<Uint8Array> {
    const { bytes } = this.#find(name, version) ?? { bytes: new Uint8Array() };
    for (let start = 0; start < bytes.length; start += this.#chunkBytes)
      yield bytes.subarray(start, start + this.#chunkBytes);
  }

  async write(name: string, chunks: AsyncIterable<string>): Promise<void> {
    let text = '';
    for await (const chunk of chunks) text += chunk;
    this.put(name, text);
  }

  async remove(name: string): Promise<void> {
    this.#removed.add(name);
  }

  #find(name: string, version?: string) {
    if (version === undefined && this.#removed.has(name)) return undefined;
    return this.#versions.findLast(
      (file) => file.name === name && (version === undefined || file.version === version),
    );
  }
}

/** Work files in memory. */
export class MemoryWorkFiles implements WorkFiles {
  readonly files = new Map<string, Uint8Array>();

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.files.set(key, bytes);
  }

  async get(key: string): Promise<Uint8Array> {
    const bytes = this.files.get(key);
    if (bytes === undefined) throw new Error(`there is no work file ${key}`);
    return bytes;
  }
}
