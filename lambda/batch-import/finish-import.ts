import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import { type FinishImportEvent, REPORT_SUFFIX } from './contract.ts';
import type { ImportEntry, ImportFiles, ImportLog, WorkFiles } from './ports.ts';
import { refusedKey } from './work-keys.ts';

/** What ending an import needs. */
export interface FinishPorts {
  readonly files: Pick<ImportFiles, 'write' | 'remove'>;
  readonly work: Pick<WorkFiles, 'get'>;
  readonly log: ImportLog;
  readonly clock: Clock;
}

/**
 * Writes the error report beside the file, in the order of the file, and says how the import ended. Where nothing was refused, a report
 * of an earlier version of the file is removed. May be repeated.
 */
export async function finishImport(
  ports: FinishPorts,
  event: FinishImportEvent,
): Promise<{ status: string }> {
  const entry = await ports.log.find(event.importId);
  if (entry === undefined) throw new AppError('INTERNAL', `there is no import ${event.importId}`);
  const report = `${entry.file}${REPORT_SUFFIX}`;
  const hasRefused = [...entry.progress.values()].some(({ reports }) => reports > 0);
  if (hasRefused) await ports.files.write(report, reportChunks(ports, entry));
  else if (event.failures.length === 0) await ports.files.remove(report);
  const [failure] = event.failures;
  const reason =
    failure === undefined ? entry.found?.broken : `${failure.error}: ${failure.cause}`.slice(0, 1000);
  const status = reason === undefined ? 'done' : 'failed';
  await ports.log.end(event.importId, {
    status,
    ended: ports.clock(),
    ...(reason === undefined ? {} : { reason }),
  });
  return { status };
}

interface ReportLine {
  readonly record: number;
  readonly text: string;
}

/** All workers' reports as one: each is in order, so the next line is the first of one of them. Holds one work file of each. */
async function* reportChunks({ work }: FinishPorts, entry: ImportEntry): AsyncIterable<string> {
  const sources = [...entry.progress].map(([worker, { reports }]) =>
    refusedLines(work, entry.importId, { worker, reports }),
  );
  const heads = await Promise.all(sources.map(async (source) => ({ source, head: await nextOf(source) })));
  let chunk: string[] = [];
  for (;;) {
    const first = heads.reduce<(typeof heads)[number] | undefined>(
      (least, each) =>
        each.head !== undefined && (least?.head === undefined || each.head.record < least.head.record)
          ? each
          : least,
      undefined,
    );
    if (first?.head === undefined) break;
    chunk.push(first.head.text);
    first.head = await nextOf(first.source);
    if (chunk.length < 1000) continue;
    yield chunk.join('');
    chunk = [];
  }
  if (chunk.length > 0) yield chunk.join('');
}

async function nextOf(source: AsyncIterator<ReportLine>): Promise<ReportLine | undefined> {
  const { value, done } = await source.next();
  return done === true ? undefined : value;
}

async function* refusedLines(
  work: Pick<WorkFiles, 'get'>,
  importId: string,
  { worker, reports }: { readonly worker: number; readonly reports: number },
): AsyncGenerator<ReportLine> {
  for (let report = 0; report < reports; report += 1) {
    const text = Buffer.from(await work.get(refusedKey(importId, worker, report))).toString();
    for (const line of text.split('\n'))
      if (line !== '') yield { record: Number(/"record":(\d+)/.exec(line)?.[1]), text: `${line}\n` };
  }
}
