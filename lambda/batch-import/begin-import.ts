import type { Clock } from '../domain/clock.ts';
import { type BeginImportEvent, type BegunImport, REPORT_SUFFIX, RESTART_DAYS } from './contract.ts';
import { importIdOf } from './import-id.ts';
import type { FoundRecords, ImportEntry, ImportFiles, ImportLog, StoredFile } from './ports.ts';
import { isImportable } from './read-file.ts';

/** The largest file: it can be read within a function's 15 minutes with time to spare. */
export const MAX_FILE_BYTES = 2 * 1024 ** 3;

/** What beginning an import needs. */
export interface BeginPorts {
  readonly files: Pick<ImportFiles, 'find'>;
  readonly log: ImportLog;
  readonly clock: Clock;
  hash(text: string): string;
}

/**
 * Makes an import's entry, or goes on with an import that did not come to its end. A file that is announced twice is imported once.
 * A file that cannot be imported has an entry that says why.
 */
export async function beginImport(ports: BeginPorts, event: BeginImportEvent): Promise<BegunImport> {
  const file = await ports.files.find(event.file, event.version ?? undefined);
  if (file === undefined) return { importId: '', begun: false, reason: 'the file has been removed' };
  const importId = importIdOf(file, ports.hash);
  const entry = await ports.log.find(importId);
  const reason = cannotGoOn(entry, event) ?? forgotten(file, ports.clock());
  if (reason !== undefined) return { importId, begun: false, reason };
  const started = entry?.started ?? ports.clock();
  const start = {
    importId,
    file: file.name,
    version: file.version,
    size: file.size,
    started,
    execution: event.execution,
  };
  if (!(await ports.log.begin(start, entry !== undefined)))
    return { importId, begun: false, reason: 'it has begun elsewhere' };
  const fault = faultOf(file);
  if (fault !== undefined) {
    await ports.log.end(importId, { status: 'failed', ended: ports.clock(), reason: fault });
    return { importId, begun: false, reason: fault };
  }
  return {
    importId,
    begun: true,
    ...(entry?.found === undefined ? {} : { workers: workersOf(entry.found) }),
  };
}

/** The numbers of an import's workers; none when there is nothing to work at. */
export function workersOf({ parts, workers }: FoundRecords): readonly number[] {
  return Array.from({ length: parts === 0 ? 0 : workers }, (_, worker) => worker);
}

function cannotGoOn(entry: ImportEntry | undefined, event: BeginImportEvent): string | undefined {
  // A step that is tried again has begun already.
  if (entry === undefined || entry.execution === event.execution) return undefined;
  if (entry.status === 'done') return 'it is done';
  return event.startedBy === 'event' ? 'it has begun already' : undefined;
}

/** Older than that, nobody could tell any more which of its records are done. */
function forgotten(file: StoredFile, now: number): string | undefined {
  if (now - file.at < RESTART_DAYS * 24 * 60 * 60 * 1000) return undefined;
  return `the file was put more than ${RESTART_DAYS} days ago; put it again`;
}

function faultOf({ name, size }: StoredFile): string | undefined {
  if (name.endsWith(REPORT_SUFFIX)) return 'it is the error report of another import';
  if (!isImportable(name)) return 'the name ends neither in .jsonl nor in .ndjson or .xml';
  if (size > MAX_FILE_BYTES)
    return `the file has ${size} bytes; at most ${MAX_FILE_BYTES} can be taken, split it`;
  return undefined;
}
