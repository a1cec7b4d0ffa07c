import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../domain/app-error.ts';
import { actionSize, placeOf } from './sync-action.ts';
import { type DepthChange, SYNC_LEDGER, sumDepths } from './sync-layout.ts';
import { ROW } from './sync-row-item.ts';
import type { TableCalls } from './table-calls.ts';

/** TransactWriteItems takes 100 actions; one is the head. */
const ACTIONS_A_TRANSACTION = 99;
/** It takes 4 MB; what a delete takes away counts too. */
const BYTES_A_TRANSACTION = 3 * 1024 * 1024;
/** A transaction that meets others is tried so often. */
const CONFLICTS = 30;
const DEADLINE_MS = 20_000;

/** The ledger's first: a parked row has its queue's key in it too. */
const KEYS = [
  [SYNC_LEDGER.partitionKey, SYNC_LEDGER.sortKey],
  [ROW.lane, ROW.number],
] as const;

/** Actions that happen together or not at all, and what they do to the depths of the queues. */
export interface Packed {
  readonly actions: readonly TransactWriteItem[];
  readonly depths: DepthChange;
  /** Bytes of the items that are taken away. @default 0 */
  readonly takenBytes?: number;
}

/** `refused`: nothing happened, for a condition of one of the actions does not hold. */
export type PackedOutcome = 'done' | 'refused';

export interface PackedWritesOptions {
  readonly calls: TableCalls;
  /** An action that goes with every transaction, such as the check of a lease; undefined: none. */
  readonly head: (depths: DepthChange) => TransactWriteItem | undefined;
  /** What the writes fail with when the head's condition does not hold. */
  readonly headRefused: () => AppError;
}

interface Waiting extends Packed {
  readonly bytes: number;
  readonly places: readonly string[];
  readonly resolve: (outcome: PackedOutcome) => void;
  readonly reject: (error: unknown) => void;
  conflicts: number;
}

/**
 * Writes in transactions, one after the other in the order of the calls, all that waits in as few as possible: transactions that
 * share an item, such as a lease, would hinder one another if they ran side by side.
 */
export class PackedWrites {
  readonly #options: PackedWritesOptions;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(options: PackedWritesOptions) {
    this.#options = options;
  }

  /** Rejects with AppError CONTENTION when others keep writing the same items, and with what the head is refused with. */
  write(packed: Packed): Promise<PackedOutcome> {
    return new Promise((resolve, reject) => {
      const bytes = packed.actions.reduce((sum, action) => sum + actionSize(action), packed.takenBytes ?? 0);
      const places = packed.actions.map((action) => placeOf(action, KEYS));
      this.#waiting.push({ ...packed, bytes, places, resolve, reject, conflicts: 0 });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Whoever is called in the same turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const pack = this.#nextPack();
      try {
        await this.#transact(pack);
      } catch (error) {
        for (const { reject } of pack) reject(error);
      }
    }
    this.#running = false;
  }

  /** Takes what fits from the front, up to the first that does not: the order of the calls is kept. */
  #nextPack(): readonly Waiting[] {
    const places = new Set<string>();
    let [actions, bytes, taken] = [0, 0, 0];
    for (const waiting of this.#waiting) {
      actions += waiting.actions.length;
      bytes += waiting.bytes;
      const fits = actions <= ACTIONS_A_TRANSACTION && bytes <= BYTES_A_TRANSACTION;
      if (taken > 0 && (!fits || waiting.places.some((place) => places.has(place)))) break;
      for (const place of waiting.places) places.add(place);
      taken += 1;
    }
    return this.#waiting.splice(0, taken);
  }

  async #transact(pack: readonly Waiting[]): Promise<void> {
    const { calls, head, headRefused } = this.#options;
    const first = head(sumDepths(pack.map(({ depths }) => depths)));
    const actions = pack.flatMap((waiting) => waiting.actions);
    const all = first === undefined ? actions : [first, ...actions];
    const outcome = await calls.transact(all, calls.clock() + DEADLINE_MS);
    if (outcome.kind === 'done') {
      for (const { resolve } of pack) resolve('done');
      return;
    }
    const reasons = [...outcome.reasons];
    if (first !== undefined && refused(reasons.shift())) throw headRefused();
    await this.#sortOut(pack, reasons);
  }

  /** Tells those that were refused, and lets the others try again. */
  async #sortOut(pack: readonly Waiting[], reasons: CancellationReason[]): Promise<void> {
    const again: Waiting[] = [];
    let someRefused = false;
    for (const waiting of pack) {
      const own = reasons.splice(0, waiting.actions.length);
      const lasting = own.find(({ Code = 'None' }) => !PASSING.has(Code));
      if (own.some(refused)) waiting.resolve('refused');
      else if (lasting !== undefined) waiting.reject(failure(lasting));
      else again.push(waiting);
      someRefused ||= !again.includes(waiting);
    }
    if (!someRefused) for (const waiting of again) waiting.conflicts += 1;
    for (const waiting of again.filter(({ conflicts }) => conflicts === CONFLICTS))
      waiting.reject(contention());
    this.#waiting.unshift(...again.filter(({ conflicts }) => conflicts < CONFLICTS));
    if (!someRefused)
      await this.#options.calls.pause(Math.max(1, ...again.map(({ conflicts }) => conflicts)));
  }
}

const PASSING = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'DuplicateItem',
]);

function refused(reason: CancellationReason | undefined): boolean {
  return reason?.Code === 'ConditionalCheckFailed';
}

function failure({ Code, Message }: CancellationReason): AppError {
  return new AppError(
    'INTERNAL',
    `DynamoDB refuses a write to the data sync tables: ${Code} ${Message ?? ''}`,
  );
}

function contention(): AppError {
  return new AppError('CONTENTION', 'others kept writing the same rows of the data sync queues', {
    retryable: true,
  });
}
