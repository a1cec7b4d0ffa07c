import { foldChange } from './sync-fold.ts';
import { laneOf, type SyncAction, type SyncObject, type SyncRow } from './sync-row.ts';

/** One change of an object, as the table's stream tells it. */
export interface SyncChange {
  readonly objName: SyncObject;
  readonly uniqueId: string;
  readonly orderKey: string;
  /** A Transaction is never deleted: the seed has no message for it. */
  readonly kind: 'insert' | 'update' | 'delete';
  /** The stream's sequence number, digits only: grows with every change of the object. */
  readonly sequence: string;
  /** The number that a row gets if the change makes one. Later changes of a customer have greater ones. */
  readonly number: string;
  /** Epoch milliseconds of the change. */
  readonly at: number;
  /** The object's JSON text after the change; null when it is gone. */
  readonly jsonObject: string | null;
}

/** A row with the sequence number of the last change that it holds. */
export type CapturedRow = SyncRow & { readonly sequence: string };

/** What is known of a row that was made earlier: where it is, and what it stands for. */
export interface QueuedRow {
  readonly lane: number;
  readonly number: string;
  readonly action: SyncAction;
  /** `progress`: it has been moved there and takes no more changes. */
  readonly queue: 'pending' | 'progress';
}

/** The newest content of a row that stays in its place. */
export interface Refreshed {
  readonly row: QueuedRow;
  readonly jsonObject: string | null;
  readonly sequence: string;
}

/** What changes do to the queues, to be done at once. */
export interface Capture {
  readonly add: readonly CapturedRow[];
  readonly refresh: readonly Refreshed[];
  readonly remove: readonly QueuedRow[];
  /** The last change that is in the queues once it is done. */
  readonly sequence: string;
  /** Rows of the object that are queued then, by number. */
  readonly rows: readonly QueuedRow[];
}

interface Entry {
  readonly queued?: QueuedRow;
  readonly added?: CapturedRow;
  readonly refreshed?: Omit<Refreshed, 'row'>;
  readonly action: SyncAction;
}

/**
 * Folds an object's changes, oldest first and all newer than what was captured before, into its queued rows. A row in progress may
 * be on its way to the receiver: it takes no change, and what follows goes behind it; only a delete takes it out.
 */
export function captureChanges(queued: readonly QueuedRow[], changes: readonly SyncChange[]): Capture {
  let entries: readonly Entry[] = queued.map((row) => ({ queued: row, action: row.action }));
  for (const change of changes) entries = folded(entries, change);
  const kept = new Set(entries.flatMap((entry) => entry.queued?.number ?? []));
  return {
    add: entries.flatMap(({ added }) => added ?? []),
    refresh: entries.flatMap(({ queued: row, refreshed }) =>
      row === undefined || refreshed === undefined ? [] : { row, ...refreshed },
    ),
    remove: queued.filter(({ number }) => !kept.has(number)),
    sequence: changes.at(-1)?.sequence ?? '0',
    rows: entries.flatMap(({ queued: row, added }) => row ?? (added === undefined ? [] : queuedRow(added))),
  };
}

function folded(entries: readonly Entry[], change: SyncChange): readonly Entry[] {
  const pending = entries.filter(({ queued }) => queued?.queue !== 'progress');
  const step = foldChange(pending, change.kind);
  if (step.step === 'add') return [...entries, newEntry(change, step.action)];
  if (step.step === 'refresh')
    return entries.map((entry) => (entry === step.row ? refreshedEntry(entry, change) : entry));
  return [step.row === undefined ? newEntry(change, 'DELETE') : refreshedEntry(step.row, change)];
}

function newEntry(change: SyncChange, action: SyncAction): Entry {
  const { number, objName, uniqueId, orderKey, jsonObject, at, sequence } = change;
  const added: CapturedRow = {
    lane: laneOf(orderKey),
    number,
    objName,
    uniqueId,
    orderKey,
    action: objName === 'Transaction' ? 'CREATE' : action,
    jsonObject: action === 'DELETE' ? null : jsonObject,
    enqueuedAt: at,
    version: 1,
    sequence,
  };
  return { added, action: added.action };
}

function refreshedEntry(entry: Entry, { jsonObject, sequence }: SyncChange): Entry {
  if (entry.added !== undefined) return { ...entry, added: { ...entry.added, jsonObject, sequence } };
  return { ...entry, refreshed: { jsonObject, sequence } };
}

function queuedRow({ lane, number, action }: CapturedRow): QueuedRow {
  return { lane, number, action, queue: 'pending' };
}
