import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../domain/clock.ts';
import type { CommitContext, CommitPlan, IdBlock, RecordStore } from '../domain/commit.ts';
import type { JsonObject } from '../domain/json.ts';
import { RECORD_ATTRIBUTES, type StoredRecord, textField } from '../domain/record.ts';
import {
  customerKey,
  customerOf,
  customerUpdate,
  standingCustomer,
} from '../rules/customer/standing-customer.ts';
import type { ObservedCustomer } from '../rules/segment/customer-values.ts';
import type { CustomerTask, TaskView } from '../rules/task/customer-task.ts';

/** How long others may keep a customer from being changed. */
const PATIENCE_MS = 20_000;

/** What changing customers needs. */
export interface ChangeCustomerPorts {
  readonly store: RecordStore;
  readonly clock: Clock;
}

/** A task with everything it looks at but the customer. */
export interface TaskAtWork {
  readonly task: CustomerTask;
  readonly view: Omit<TaskView, 'newNumber'>;
}

/**
 * Has a task look at a customer as a walk has found it, and changes the customer by a commit of its own if the task changes anything. In
 * the commit the task looks again, at what stands then. `failed`: this customer cannot be changed, whoever tries. What it throws may pass.
 */
export async function changeCustomer(
  ports: ChangeCustomerPorts,
  work: TaskAtWork,
  record: StoredRecord,
): Promise<'unchanged' | 'changed' | 'failed'> {
  const { id, owner } = record.key;
  // What another writer has put elsewhere is nobody's customer.
  if (owner !== customerKey(id).owner) return 'unchanged';
  const due = isDue(work, record);
  if (due !== true) return due === false ? 'unchanged' : 'failed';
  try {
    const { answer } = await ports.store.commit(
      { owners: [owner], deadline: ports.clock() + PATIENCE_MS },
      {
        plan: (context) => planChange(context, work, id),
        answer: ({ changes }) => ({ changed: changes.length > 0 }),
      },
    );
    return answer.changed === true ? 'changed' : 'unchanged';
  } catch (error) {
    if (error instanceof AppError && error.code === 'RECORD_TOO_LARGE') return 'failed';
    throw error;
  }
}

/** Whether the task would change the customer as found; undefined where it cannot say, because another writer has spoilt the record. */
function isDue(work: TaskAtWork, record: StoredRecord): boolean | undefined {
  try {
    return proposed(work, record, () => '0').changed !== undefined;
  } catch {
    return undefined;
  }
}

async function planChange(context: CommitContext, work: TaskAtWork, id: string): Promise<CommitPlan> {
  const customer = await standingCustomer(context.reader, id);
  if (customer === undefined) return { changes: [] };
  const { changed, ids } = proposed(work, customer.record, (taken) => {
    const block = context.newIds(1);
    taken.push(block);
    return block.first.toString();
  });
  return changed === undefined
    ? { changes: [] }
    : { changes: [customerUpdate(customer, { changed, now: context.now })], ids };
}

/** What the task makes of a customer, and the numbers that it has taken for it. */
function proposed(
  { task, view }: TaskAtWork,
  record: StoredRecord,
  take: (taken: IdBlock[]) => string,
): { readonly changed: JsonObject | undefined; readonly ids: readonly IdBlock[] } {
  const ids: IdBlock[] = [];
  const changed = task.change(observed(record), { ...view, newNumber: () => take(ids) });
  return { changed, ids };
}

function observed(record: StoredRecord): ObservedCustomer {
  const { fields } = record;
  // Where nobody has said it: as postTransaction takes it to be.
  const lastPurchase = textField(fields, 'lastPurchaseDate');
  const summaryYear =
    textField(fields, RECORD_ATTRIBUTES.summaryYear) ?? lastPurchase?.slice(0, 'yyyy'.length);
  return { body: customerOf(record).body, summaryYear };
}
