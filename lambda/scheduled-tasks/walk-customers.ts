import type { StoredRecord } from '../domain/record.ts';
import type { RecordWalk } from '../domain/record-walk.ts';
import { CUSTOMER } from '../model/customer.ts';
import { taskNamed } from '../rules/task/customer-tasks.ts';
import { type ChangeCustomerPorts, changeCustomer, type TaskAtWork } from './change-customer.ts';
import type { EndedPart, TaskPart } from './contract.ts';
import type { SegmentSource, TaskRunLog } from './ports.ts';
import { readSegments } from './read-segments.ts';

/** So many customers are changed at a time: each waits for its own commit, not for the others. */
const AT_A_TIME = 16;

/** What a turn needs. */
export interface WalkPorts extends ChangeCustomerPorts, Pick<SegmentSource, 'list'> {
  readonly walk: RecordWalk;
  readonly runLog: TaskRunLog;
}

/** A part's turn: until when it begins new pages (epoch milliseconds), and how many records it looks at with each. */
export interface TurnLimits {
  readonly until: number;
  /** @default about a megabyte of them */
  readonly pageRecords?: number;
}

/**
 * One turn of a part: page by page, has the task look at each customer, from where the part has come to. The segments are read once, as
 * they stand at its beginning. A turn that breaks off may be taken again from its beginning: what it has done the task does not do again.
 * Throws what the store and the walk throw; it may pass.
 */
export async function walkCustomers(
  ports: WalkPorts,
  part: TaskPart,
  { until, pageRecords }: TurnLimits,
): Promise<EndedPart> {
  const work = await taskAtWork(ports, part);
  let [counts, after] = [part, part.after];
  for (;;) {
    if (await ports.runLog.isCanceled(part.runId)) return { ...counts, after, ended: 'canceled' };
    const page = await ports.walk.page({
      types: [CUSTOMER.type],
      segment: part.part,
      segments: part.parts,
      after: after ?? undefined,
      limit: pageRecords,
    });
    counts = added(counts, await changeAll(ports, work, page.records));
    after = page.next ?? null;
    const { seen, changed, failed } = counts;
    await ports.runLog.count(part.runId, {
      worker: part.part,
      delivered: 0,
      parked: 0,
      customers: { seen, changed, failed },
    });
    if (after === null) return { ...counts, after, ended: 'done' };
    if (ports.clock() >= until) return { ...counts, after, ended: 'time' };
  }
}

async function taskAtWork({ list, store }: WalkPorts, part: TaskPart): Promise<TaskAtWork> {
  const { task: name, today, inactiveDays, deletes } = part;
  const task = taskNamed(name);
  if (task === undefined) throw new TypeError(`there is no task ${name}`);
  const { concerned, others } = await readSegments({ list, store }, task, { today, inactiveDays });
  // What has begun to concern the task since the run began has not been taken from those before.
  const segments = task.deletesSegments ? concerned.filter(({ id }) => deletes.includes(id)) : concerned;
  return { task, view: { segments, others, today, inactiveDays } };
}

type Outcome = Awaited<ReturnType<typeof changeCustomer>>;

async function changeAll(
  ports: WalkPorts,
  work: TaskAtWork,
  records: readonly StoredRecord[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = records.values();
  const lane = async (): Promise<void> => {
    for (const record of left) outcomes.push(await changeCustomer(ports, work, record));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  return outcomes;
}

function added(counts: TaskPart, outcomes: readonly Outcome[]): TaskPart {
  const count = (of: Outcome): number => outcomes.filter((outcome) => outcome === of).length;
  return {
    ...counts,
    seen: counts.seen + outcomes.length,
    changed: counts.changed + count('changed'),
    failed: counts.failed + count('failed'),
  };
}
