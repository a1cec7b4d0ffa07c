import type { Clock } from '../domain/clock.ts';
import type { RecordStore } from '../domain/commit.ts';

/** A file as it lies in the import bucket. */
export interface StoredFile {
  readonly name: string;
  /** Names exactly these bytes, whatever is put later. */
  readonly version: string;
  readonly size: number;
  /** Epoch milliseconds at which it was put. */
  readonly at: number;
}

/** The import bucket. */
export interface ImportFiles {
  /** The file's version, or the current one; undefined when there is none. */
  find(name: string, version?: string): Promise<StoredFile | undefined>;
  /** Its bytes in order, some megabytes at a time. */
  read(file: Pick<StoredFile, 'name' | 'version' | 'size'>): AsyncIterable<Uint8Array>;
  /** Puts a file, whole, at the end of the chunks. */
  write(name: string, chunks: AsyncIterable<string>): Promise<void>;
  /** Removes a file; nothing happens when there is none. */
  remove(name: string): Promise<void>;
}

/** What an import keeps for itself between its steps. What is put again is replaced. */
export interface WorkFiles {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Throws when there is none. */
  get(key: string): Promise<Uint8Array>;
}

/** An element of a record in an XML document; names without prefix, `text` what stands directly in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** A record of a document and the line on which it begins. After a fault nothing more comes: the rest cannot be read. */
export type XmlRecord =
  | { readonly line: number; readonly element: XmlElement }
  | { readonly line: number; readonly fault: string };

/** Reads XML documents, record by record. */
export interface XmlReader {
  /** The elements below the root, or the root where `isRecord` says that it is one; some at a time. */
  records(
    chunks: AsyncIterable<Uint8Array>,
    isRecord: (name: string) => boolean,
  ): AsyncIterable<readonly XmlRecord[]>;
}

/** How far a worker has come: everything before the place is decided. */
export interface WorkerProgress {
  /** Which work file of records, from 0, and the place in its text at which the next record begins. */
  readonly part: number;
  readonly place: number;
  readonly done: number;
  readonly failed: number;
  /** How many work files of refused records there are. */
  readonly reports: number;
}

/** How an import stands. */
export interface ImportEntry {
  readonly importId: string;
  readonly file: string;
  readonly version: string;
  readonly size: number;
  readonly status: 'running' | 'done' | 'failed';
  /** Epoch milliseconds. */
  readonly started: number;
  readonly ended?: number;
  readonly execution: string;
  /** What was found when the file had been read. */
  readonly found?: FoundRecords;
  /** By the worker's number. */
  readonly progress: ReadonlyMap<number, WorkerProgress>;
  readonly reason?: string;
}

/** What reading a file has found. */
export interface FoundRecords {
  readonly records: number;
  /** Number of work files that hold them. */
  readonly parts: number;
  readonly workers: number;
  /** Why the rest of the file could not be read. */
  readonly broken?: string;
}

/** A new entry, or one that begins again. */
export type ImportStart = Omit<ImportEntry, 'status' | 'ended' | 'found' | 'progress' | 'reason'>;

/** How the imports stand. Every write may be repeated. */
export interface ImportLog {
  /** Makes the entry, or has it run again. False, and nothing is changed: it is there, and `again` is not set. */
  begin(start: ImportStart, again: boolean): Promise<boolean>;
  found(importId: string, found: FoundRecords): Promise<void>;
  /** A place that lies before the one that is known changes nothing. */
  progress(importId: string, worker: number, progress: WorkerProgress): Promise<void>;
  end(
    importId: string,
    end: { readonly status: 'done' | 'failed'; readonly ended: number; readonly reason?: string },
  ): Promise<void>;
  find(importId: string): Promise<ImportEntry | undefined>;
  /** The latest first. */
  list(limit: number): Promise<readonly ImportEntry[]>;
}

/** Executions of the import's state machine. */
export interface ImportExecutions {
  start(input: { readonly name: string; readonly file: string; readonly version: string }): Promise<void>;
  /** Whether it is at work. */
  isRunning(execution: string): Promise<boolean>;
}

/** What a worker needs. */
export interface WorkPorts {
  readonly log: ImportLog;
  readonly work: WorkFiles;
  readonly store: RecordStore;
  readonly clock: Clock;
  /** 43 characters of base64url that are the same for the same text only. */
  hash(text: string): string;
  newId(): string;
  /** Told of an error in our own code, which a record met. */
  fault(error: unknown, about: { readonly importId: string; readonly record: number }): void;
  wait(ms: number): Promise<void>;
}
