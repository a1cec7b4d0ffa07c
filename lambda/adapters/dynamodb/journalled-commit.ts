import { is, type Journal } from './journal.ts';
import { headItem, type JournalRow, journalRows, rowItem } from './journal-rows.ts';
import { LEDGER } from './ledger-layout.ts';
import {
  type CommitOutcome,
  isLocked,
  nameOf,
  type PlannedWrite,
  type Refusal,
  refusal,
  unlocked,
} from './planned-write.ts';
import { fitsRecord } from './record-writes.ts';
import { chunksOf, type TableCalls } from './table-calls.ts';
import { type TableNames, transactAction, type Write } from './write.ts';

/** So long a commit is left alone while it writes its journal; then anyone may take it back. */
const PREPARING_MS = 10_000;
/** So long after its commit point it is left alone with its records; then anyone may help. */
const APPLYING_MS = 2000;
/** One action of 100 is the check that the commit has not been taken back. */
const LOCKS_A_TRANSACTION = 99;

export interface JournalledCommitOptions {
  readonly calls: TableCalls;
  readonly tables: TableNames;
  readonly journal: Journal;
  readonly transactionId: string;
  readonly writes: readonly PlannedWrite[];
  readonly deadline: number;
}

/**
 * Commits what is too large for one transaction:
 * 1. the journal's head and its `release` rows, which say what is about to be locked;
 * 2. the owners' ticks, names and references are locked, each needing to stand as the plan found it;
 * 3. the `write` rows are written, and the records held against what the plan takes for granted;
 * 4. one transaction makes the head `committed` and stores the answer: the commit point;
 * 5. row after row is applied, last those which advance the ticks and unlock.
 * Before 4 a crash is undone, after it finished, by whoever meets a lock or by the scheduled function.
 */
export async function commitJournalled(options: JournalledCommitOptions): Promise<CommitOutcome> {
  const { transactionId, writes } = options;
  const rows = {
    write: journalRows(
      transactionId,
      'write',
      writes.filter(({ about }) => about === 'record').map(({ write }) => write),
    ),
    release: journalRows(
      transactionId,
      'release',
      writes.filter(isLocked).map(({ write }) => released(write)),
    ),
  };
  const outcome = await prepared(options, rows);
  if (outcome.kind === 'done') await carriedThrough(options, [...rows.write, ...rows.release]);
  return outcome;
}

async function prepared(
  options: JournalledCommitOptions,
  rows: { readonly write: readonly JournalRow[]; readonly release: readonly JournalRow[] },
): Promise<CommitOutcome> {
  const { journal, transactionId } = options;
  try {
    await open(options, rows.release);
    const refused = (await lock(options)) ?? (await write(options, rows.write)) ?? (await decide(options));
    if (refused === undefined) return { kind: 'done' };
    await journal.takeBack(transactionId);
    return refused;
  } catch (error) {
    // Frees the locks at once. If that fails too, or the commit point has been passed after all, others see to it.
    await journal.abort(transactionId).catch(() => false);
    throw error;
  }
}

async function open(options: JournalledCommitOptions, release: readonly JournalRow[]): Promise<void> {
  const { calls, tables, transactionId } = options;
  const since = calls.clock();
  const head = headItem({ transactionId, state: 'preparing', until: since + PREPARING_MS }, since);
  await calls.write(tables.ledger, [{ PutRequest: { Item: head } }]);
  await store(options, release);
}

async function store({ calls, tables }: JournalledCommitOptions, rows: readonly JournalRow[]): Promise<void> {
  await calls.write(
    tables.ledger,
    rows.map((row) => ({ PutRequest: { Item: rowItem(row) } })),
  );
}

/** Locks the rows of the ledger; slots of ids are simply taken, and lost if the commit is taken back. */
async function lock(options: JournalledCommitOptions): Promise<Refusal | undefined> {
  const { calls, tables, journal, transactionId } = options;
  const claims = options.writes.filter(({ about }) => about !== 'record' && about !== 'answer');
  const stillOurs = journal.headAction(transactionId, { to: {}, from: [[is('preparing')]] });
  for (const some of chunksOf(claims, LOCKS_A_TRANSACTION)) {
    const locks = some.map((claim) =>
      transactAction(tables, isLocked(claim) ? locking(claim, transactionId) : claim),
    );
    const outcome = await calls.transact([...locks, stillOurs], options.deadline);
    if (outcome.kind === 'cancelled') return refusal(some, outcome.reasons);
  }
  return undefined;
}

function locking(claim: PlannedWrite, transactionId: string): PlannedWrite {
  const { table, key } = claim.write;
  const set = { [LEDGER.applying]: { S: transactionId } };
  return { ...unlocked(claim), write: { table, key, kind: 'set', set } };
}

function released(write: Write): Write {
  return write.kind === 'set' ? { ...write, remove: [...(write.remove ?? []), LEDGER.applying] } : write;
}

/** Nobody who asks the ledger changes the records now, so they can be held against the plan by reading them. */
async function write(
  options: JournalledCommitOptions,
  rows: readonly JournalRow[],
): Promise<Refusal | undefined> {
  const records = options.writes.filter(({ about }) => about === 'record');
  const keys = records.map((record) => record.write.key);
  const [found] = await Promise.all([options.calls.get(options.tables.records, keys), store(options, rows)]);
  const unfit = records.filter((record, index) => !fitsRecord(record, found[index]));
  return unfit.length === 0
    ? undefined
    : { kind: 'refused', heldBy: [], contradiction: unfit.map(nameOf).join('; ') };
}

async function decide(options: JournalledCommitOptions): Promise<Refusal | undefined> {
  const { calls, tables, journal, transactionId } = options;
  const answers = options.writes.filter(({ about }) => about === 'answer');
  const to = {
    [LEDGER.state]: { S: 'committed' },
    [LEDGER.until]: { N: String(calls.clock() + APPLYING_MS) },
  };
  const outcome = await calls.transact(
    [
      ...answers.map((answer) => transactAction(tables, answer)),
      journal.headAction(transactionId, { to, from: [[is('preparing')]] }),
    ],
    options.deadline,
  );
  return outcome.kind === 'done' ? undefined : refusal(answers, outcome.reasons);
}

async function carriedThrough(options: JournalledCommitOptions, rows: readonly JournalRow[]): Promise<void> {
  try {
    for (const row of rows) await options.journal.apply(options.transactionId, row, options.deadline);
  } catch {
    // It has been committed, so that is the answer. The next reader or writer finishes it, or the scheduled function.
  }
}
