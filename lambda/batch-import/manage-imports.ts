import { AppError } from '../domain/app-error.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import { REPORT_SUFFIX } from './contract.ts';
import { importIdOf } from './import-id.ts';
import type { ImportEntry, ImportExecutions, ImportFiles, ImportLog } from './ports.ts';

/** What looking at imports, and starting one, needs. */
export interface ManagePorts {
  readonly files: Pick<ImportFiles, 'find'>;
  readonly log: Pick<ImportLog, 'find' | 'list'>;
  readonly executions: ImportExecutions;
  hash(text: string): string;
  /** A few random characters. */
  random(): string;
}

const LISTED = 100;

/** The latest imports, as GET /imports answers. */
export async function listImports({ log }: ManagePorts): Promise<JsonObject> {
  return { imports: (await log.list(LISTED)).map(importAnswer) };
}

/** One import, as GET /imports/{importId} answers. Throws AppError NOT_FOUND. */
export async function readImport({ log }: ManagePorts, importId: string): Promise<JsonObject> {
  const entry = await log.find(importId);
  if (entry === undefined) throw new AppError('NOT_FOUND', 'there is no such import');
  return importAnswer(entry);
}

/**
 * Starts the import of a file's current version, or has one that failed go on where it stopped. One that is at work, or done, stays as
 * it is. Throws AppError NOT_FOUND where there is no such file.
 */
export async function startImport(ports: ManagePorts, name: string): Promise<JsonObject> {
  const file = await ports.files.find(name);
  if (file === undefined) throw new AppError('NOT_FOUND', 'there is no such file in the import bucket');
  const importId = importIdOf(file, ports.hash);
  const entry = await ports.log.find(importId);
  const isOver = entry === undefined || entry.status === 'failed' || !(await isWorking(ports, entry));
  const starts = entry?.status !== 'done' && isOver;
  if (starts)
    await ports.executions.start({
      name: `${importId}-${ports.random()}`,
      file: file.name,
      version: file.version,
    });
  return { importId, started: starts };
}

async function isWorking({ executions }: ManagePorts, { execution }: ImportEntry): Promise<boolean> {
  return executions.isRunning(execution);
}

function importAnswer(entry: ImportEntry): JsonObject {
  const { importId, file, size, status, started, ended, found, reason } = entry;
  const workers = [...entry.progress.values()];
  const sum = (count: 'done' | 'failed') => workers.reduce((total, worker) => total + worker[count], 0);
  return {
    importId,
    file,
    size: exactNumber(size),
    status,
    started: new Date(started).toISOString(),
    ...(ended === undefined ? {} : { ended: new Date(ended).toISOString() }),
    ...(found === undefined
      ? {}
      : { lines: exactNumber(found.records), workers: exactNumber(found.workers) }),
    done: exactNumber(sum('done')),
    failed: exactNumber(sum('failed')),
    ...(status !== 'running' && sum('failed') > 0 ? { report: `${file}${REPORT_SUFFIX}` } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}
