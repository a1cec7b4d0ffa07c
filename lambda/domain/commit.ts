import type { JsonObject } from './json.ts';
import type { Change, ChangeReceipt, RecordKey, StoredRecord } from './record.ts';

/** A name that exactly one thing may bear, such as an order's Salesforce id, and what it stands for. */
export interface Name {
  /** What is named: `Order`, `Product Specification`. */
  readonly kind: string;
  readonly name: string;
}

/** A name that is taken, and who bears it. */
export interface NamedThing extends Name {
  /** Who owns the thing that bears the name. */
  readonly owner: string;
  /** What its owner must know to find it, such as its ids. */
  readonly value: JsonObject;
}

/** `claim` needs the name to be free, `set` to be taken by the same owner; `release` frees it. */
export type NameChange =
  | ({ readonly action: 'claim' | 'set' } & NamedThing)
  | ({ readonly action: 'release' } & Name);

/** What one command wants done, all of it or nothing. */
export interface CommitPlan {
  /** In the order of their ticks. No record twice. */
  readonly changes: readonly Change[];
  readonly names?: readonly NameChange[];
  /** Records that begin (+1) or cease (-1) to be referred to. A delete of a record needs that nobody refers to it. */
  readonly references?: readonly { readonly target: RecordKey; readonly by: 1 | -1 }[];
  /** Numeric ids, first to last, that the plan took from `CommitReader.newIds`; no other command gets them. */
  readonly ids?: readonly IdBlock[];
}

/** Ids `first` to `first + count - 1`, each of 17 digits; later blocks have greater ids. */
export interface IdBlock {
  readonly first: bigint;
  readonly count: number;
}

/** What a plan may look at. Every read sees all commits that ended before it. */
export interface CommitReader {
  records(keys: readonly RecordKey[]): Promise<readonly (StoredRecord | undefined)[]>;
  /** The owner's records of a type with numeric ids `first` to `last` (inclusive, the same number of digits), by id. */
  recordsBetween(range: {
    owner: string;
    type: string;
    first: bigint;
    last: bigint;
  }): Promise<readonly StoredRecord[]>;
  names(names: readonly Name[]): Promise<readonly (NamedThing | undefined)[]>;
  /** How many records refer to this one. */
  references(target: RecordKey): Promise<number>;
}

/** What a commit has done, in the order of the ticks. */
export interface CommitReceipt {
  readonly transactionId: string;
  /** Epoch milliseconds that the changes are stamped with. */
  readonly at: number;
  readonly changes: readonly ChangeReceipt[];
}

/** What makes a command happen once: the key, and what is the same for the same request only. */
export interface Idempotency {
  readonly key: string;
  readonly fingerprint: string;
  /** Milliseconds for which the answer is kept. @default 24 hours */
  readonly keptMs?: number;
}

/** Whose records a commit may change, how often, and until when. */
export interface CommitOptions {
  /** Every account whose records the plan may change. */
  readonly owners: readonly string[];
  /** Makes the command happen once: the same key gives the first answer again. Undefined: it happens each time. */
  readonly idempotency?: Idempotency | undefined;
  /** Epoch milliseconds after which contention is given up. */
  readonly deadline: number;
}

/** What a plan is made with. */
export interface CommitContext {
  readonly reader: CommitReader;
  /** Epoch milliseconds of this attempt, for Created and Modified. */
  readonly now: number;
  readonly transactionId: string;
  newIds(count: number): IdBlock;
}

/**
 * The truth and its ledger. `commit` calls `plan` with what stands now and applies what it returns as one: all owners'
 * ticks advance by the number of their changes, without a gap, each change is stamped with its own. When another command was faster, `plan`
 * is called again. Large plans are journalled first: a crash in the middle is finished by whoever comes next.
 * What `plan` throws, `commit` throws, and nothing is changed.
 * Throws AppError CONTENTION (after the deadline), IDEMPOTENCY_KEY_REUSED (same key, other fingerprint), RECORD_TOO_LARGE.
 * Resolves to the answer, made from the receipt by `answer`; `replayed` when it is an earlier one given again.
 */
export interface RecordStore extends CommitReader {
  commit(
    options: CommitOptions,
    steps: CommitSteps,
  ): Promise<{ readonly answer: JsonObject; readonly replayed: boolean }>;
}

/** How the changes are made up, and what is answered once they are made. */
export interface CommitSteps {
  plan(context: CommitContext): Promise<CommitPlan>;
  answer(receipt: CommitReceipt): JsonObject;
}
