import { AppError } from '../domain/app-error.ts';
import type { WorkedRecords, WorkRecordsEvent } from './contract.ts';
import { type ImportRecord, type Refusal, recordsFrom } from './import-record.ts';
import type { FoundRecords, WorkerProgress, WorkPorts } from './ports.ts';
import { type Outcome, runRecord } from './run-record.ts';
import { GROUPS_KEY, recordsKey, refusedKey, SHARES_KEY, workKey } from './work-keys.ts';

/** Commands at once. */
const CONCURRENCY = 32;
/** Records after which a worker's place is noted: what a crash can have it look at again. */
const BLOCK = 500;

const BEGINNING: WorkerProgress = { part: 0, place: 0, done: 0, failed: 0, reports: 0 };

/** A turn of a worker. `until`: epoch milliseconds after which no further block is begun. */
export interface WorkTurn extends WorkRecordsEvent {
  readonly until: number;
  /** Called with each block's outcome. */
  readonly count?: (counts: { readonly done: number; readonly failed: number }) => void;
}

/**
 * Goes on with a worker's records where the last turn came to, block by block: runs the commands of a block, notes what was
 * refused, then its place. May be repeated, and may meet itself: every record is decided once.
 */
export async function workRecords(ports: WorkPorts, turn: WorkTurn): Promise<WorkedRecords> {
  const { importId, worker, until } = turn;
  const entry = await ports.log.find(importId);
  if (entry?.found === undefined) throw new AppError('INTERNAL', `the import ${importId} has not been read`);
  const isMine = await shareOf(ports, turn, entry.found);
  const groupOf = await groupsOf(ports, turn);
  let progress = entry.progress.get(worker) ?? BEGINNING;
  while (progress.part < entry.found.parts) {
    const text = Buffer.from(await ports.work.get(recordsKey(importId, progress.part))).toString();
    while (progress.place < text.length) {
      if (ports.clock() >= until) return { ended: 'time' };
      const block = nextBlock(text, progress.place, isMine);
      const before = progress;
      progress = await workBlock(ports, turn, { ...block, progress, groupOf });
      turn.count?.({ done: progress.done - before.done, failed: progress.failed - before.failed });
      if (progress.place < text.length) await ports.log.progress(importId, worker, progress);
    }
    progress = { ...progress, part: progress.part + 1, place: 0 };
    await ports.log.progress(importId, worker, progress);
  }
  return { ended: 'empty' };
}

async function shareOf(
  { work }: WorkPorts,
  { importId, worker }: WorkRecordsEvent,
  { workers }: FoundRecords,
): Promise<(bucket: number) => boolean> {
  if (workers === 1) return () => true;
  const shares = await work.get(workKey(importId, SHARES_KEY));
  return (bucket) => shares[bucket] === worker;
}

/** The place that stands for all that hang together with a place. */
type GroupOf = (bucket: number) => number;

async function groupsOf({ work }: WorkPorts, { importId }: WorkRecordsEvent): Promise<GroupOf> {
  const bytes = await work.get(workKey(importId, GROUPS_KEY));
  const pairs = new Uint32Array(Uint8Array.from(bytes).buffer);
  const tops = new Map<number, number>();
  for (let at = 0; at < pairs.length; at += 2) tops.set(pairs[at] ?? 0, pairs[at + 1] ?? 0);
  return (bucket) => tops.get(bucket) ?? bucket;
}

interface Block {
  readonly records: readonly ImportRecord[];
  /** Where the next block begins. */
  readonly next: number;
}

function nextBlock(text: string, place: number, isMine: (bucket: number) => boolean): Block {
  const records: ImportRecord[] = [];
  for (const { record, next } of recordsFrom(text, place, isMine)) {
    records.push(record);
    if (records.length === BLOCK) return { records, next };
  }
  return { records, next: text.length };
}

async function workBlock(
  ports: WorkPorts,
  { importId, worker }: WorkRecordsEvent,
  {
    records,
    next,
    progress,
    groupOf,
  }: Block & { readonly progress: WorkerProgress; readonly groupOf: GroupOf },
): Promise<WorkerProgress> {
  const before = predecessors(records, groupOf);
  const outcomes = await runInOrder(records, { before, run: (record) => runRecord(ports, importId, record) });
  const refused = records.flatMap((record, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? [] : [reportLine(record, outcome)];
  });
  if (refused.length > 0)
    await ports.work.put(refusedKey(importId, worker, progress.reports), Buffer.from(refused.join('')));
  return {
    part: progress.part,
    place: next,
    done: progress.done + records.length - refused.length,
    failed: progress.failed + refused.length,
    reports: progress.reports + (refused.length > 0 ? 1 : 0),
  };
}

/** A line of the error report: JSON, the record's place in the file first. */
function reportLine({ line, number }: ImportRecord, { code, reason, errors = [] }: Refusal): string {
  return `${JSON.stringify({ line, record: number, code, reason, ...(errors.length > 0 ? { errors } : {}) })}\n`;
}

/**
 * Runs records side by side, but each only after the earlier ones that must come `before` it, by their places. Rejects with the first failure, once
 * nothing is running any more.
 */
async function runInOrder(
  records: readonly ImportRecord[],
  {
    before,
    run,
  }: { before: readonly (readonly number[])[]; run: (record: ImportRecord) => Promise<Outcome> },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const ended = records.map(() => Promise.withResolvers<void>());
  const failures: unknown[] = [];
  let next = 0;
  const runner = async (): Promise<void> => {
    for (let index = next++; index < records.length && failures.length === 0; index = next++) {
      const record = records[index];
      if (record === undefined) break;
      await Promise.all((before[index] ?? []).map((earlier) => ended[earlier]?.promise));
      try {
        if (failures.length === 0) outcomes[index] = await run(record);
      } catch (error) {
        failures.push(error);
      }
      ended[index]?.resolve();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, runner));
  if (failures.length > 0) throw failures[0];
  return outcomes;
}

/** For each record, the last earlier ones that it hangs together with. */
function predecessors(records: readonly ImportRecord[], groupOf: GroupOf): readonly (readonly number[])[] {
  const last = new Map<number, number>();
  return records.map(({ buckets }, index) => {
    const groups = buckets.map(groupOf);
    const earlier = new Set(groups.flatMap((group) => last.get(group) ?? []));
    for (const group of groups) last.set(group, index);
    return [...earlier];
  });
}
