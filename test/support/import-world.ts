import { MemoryImportFiles, MemoryWorkFiles } from '../../lambda/adapters/memory/memory-import-files.ts';
import { MemoryImportLog } from '../../lambda/adapters/memory/memory-import-log.ts';
import { SaxesReader } from '../../lambda/adapters/xml/saxes-reader.ts';
import { beginImport, workersOf } from '../../lambda/batch-import/begin-import.ts';
import { finishImport } from '../../lambda/batch-import/finish-import.ts';
import type { ImportEntry, StoredFile } from '../../lambda/batch-import/ports.ts';
import { readFile, XML_LIMITS } from '../../lambda/batch-import/read-file.ts';
import { workRecords } from '../../lambda/batch-import/work-records.ts';
import type { RecordStore } from '../../lambda/domain/commit.ts';
import { idSource } from '../../lambda/domain/new-ids.ts';
import { textHash } from '../../lambda/runtime/text-hash.ts';
import { CrmDesk } from './crm-desk.ts';
import { memoryStore } from './order-desk.ts';

/** A line of an error report. */
export interface RefusedLine {
  readonly line: number;
  readonly record: number;
  readonly code: string;
  readonly reason: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The batch import in memory, its steps called as the state machine calls them. */
export class ImportWorld {
  now = Date.UTC(2026, 10, 22);
  readonly clock = () => this.now;
  readonly files: MemoryImportFiles;
  readonly work = new MemoryWorkFiles();
  readonly log = new MemoryImportLog();
  readonly store: RecordStore;
  readonly desk: CrmDesk;
  readonly #newIds = idSource(() => 0.5);
  #executions = 0;

  readonly #recordsAWorker: number;

  constructor({
    store = memoryStore(),
    chunkBytes = 64,
    recordsAWorker = 1000,
  }: { store?: RecordStore; chunkBytes?: number; recordsAWorker?: number } = {}) {
    this.store = store;
    this.#recordsAWorker = recordsAWorker;
    this.desk = new CrmDesk(store);
    this.files = new MemoryImportFiles({ clock: this.clock, chunkBytes });
  }

  /** What the steps are given; a test cuts calls of them off. */
  ports() {
    return {
      files: this.files,
      work: this.work,
      log: this.log,
      store: this.store,
      xml: new SaxesReader(XML_LIMITS),
      clock: this.clock,
      hash: textHash,
      newId: () => this.#newIds(this.now, 1).first.toString(),
      fault: (error: unknown, _about: object): void => {
        throw error;
      },
      wait: async () => {},
      recordsAWorker: this.#recordsAWorker,
    };
  }

  /** Puts a file and imports it. */
  async import(name: string, text: string): Promise<ImportEntry> {
    return this.run(this.files.put(name, text));
  }

  /** One execution of the state machine. */
  async run(
    file: StoredFile,
    ports: ReturnType<ImportWorld['ports']> = this.ports(),
    startedBy: 'event' | 'request' = 'event',
  ): Promise<ImportEntry> {
    this.#executions += 1;
    const execution = `execution-${this.#executions}`;
    const begun = await beginImport(ports, { execution, startedBy, file: file.name, version: file.version });
    const { importId } = begun;
    if (begun.begun) {
      const workers = begun.workers ?? (await this.#read(ports, importId));
      const until = Number.POSITIVE_INFINITY;
      await Promise.all(workers.map((worker) => workRecords(ports, { importId, worker, until })));
      await finishImport(ports, { importId, failures: [] });
    }
    return this.entry(importId);
  }

  async entry(importId: string): Promise<ImportEntry> {
    const entry = await this.log.find(importId);
    if (entry === undefined) throw new Error('there is no such import');
    return entry;
  }

  /** The error report beside a file; undefined when there is none. */
  report(name: string): readonly RefusedLine[] | undefined {
    const text = this.files.text(`${name}.errors.jsonl`);
    return text
      ?.split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as RefusedLine);
  }

  async #read(ports: ReturnType<ImportWorld['ports']>, importId: string): Promise<readonly number[]> {
    const found = await readFile(ports, await this.entry(importId));
    await ports.log.found(importId, found);
    return workersOf(found);
  }
}

/** All workers' counts together. */
export function countsOf(entry: ImportEntry): { done: number; failed: number } {
  const workers = [...entry.progress.values()];
  return {
    done: workers.reduce((sum, { done }) => sum + done, 0),
    failed: workers.reduce((sum, { failed }) => sum + failed, 0),
  };
}
