import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';
import type {
  CommitOptions,
  CommitReader,
  CommitReceipt,
  CommitSteps,
  IdBlock,
  Name,
  NamedThing,
  RecordStore,
} from '../../domain/commit.ts';
import { repeated } from '../../domain/contradictions.ts';
import type { JsonObject } from '../../domain/json.ts';
import { idSource, type NewIds } from '../../domain/new-ids.ts';
import type { RecordKey, StoredRecord } from '../../domain/record.ts';
import { stampPlan } from '../../domain/stamped-plan.ts';
import type { Settlement, UnfinishedCommit, UnfinishedCommits } from '../../records/ports.ts';
import { type GivenAnswer, givenAnswer, unzippedAnswer } from './answers.ts';
import { applyWrites } from './apply-writes.ts';
import { commitWrites } from './commit-writes.ts';
import { DynamoDbCommitReader, Interrupted } from './dynamodb-commit-reader.ts';
import { Journal } from './journal.ts';
import { Ledger, type OwnerState } from './ledger.ts';
import { answerKey, LEDGER } from './ledger-layout.ts';
import type { PlannedWrite, Refusal } from './planned-write.ts';
import { TableCalls } from './table-calls.ts';
import type { TableNames } from './write.ts';

/** A plan that contradicts what stands in the same way so often, one time after another, is itself what is wrong. */
const CONTRADICTIONS = 3;

export interface DynamoDbRecordStoreOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tables: TableNames;
  /** @default Date.now */
  readonly clock?: Clock;
  /** @default Math.random */
  readonly random?: () => number;
  /** @default setTimeout */
  readonly sleep?: (ms: number) => Promise<void>;
}

interface Answered {
  readonly kind: 'answered';
  readonly answer: JsonObject;
  readonly replayed: boolean;
}

const TRY_AGAIN: Refusal = { kind: 'refused', heldBy: [] };

/** The record store in two DynamoDB tables. `tables` says how they are called; lambda/records/contract.ts what they are. */
export class DynamoDbRecordStore implements RecordStore, UnfinishedCommits {
  readonly #calls: TableCalls;
  readonly #tables: TableNames;
  readonly #journal: Journal;
  readonly #ledger: Ledger;
  readonly #newIds: NewIds;
  readonly #random: () => number;

  constructor(options: DynamoDbRecordStoreOptions) {
    const { client, tables, clock = Date.now, random = Math.random } = options;
    this.#calls = new TableCalls({ client, clock, random, sleep: options.sleep ?? ((ms) => sleep(ms)) });
    this.#tables = tables;
    this.#journal = new Journal(this.#calls, tables);
    this.#ledger = new Ledger({ calls: this.#calls, table: tables.ledger, journal: this.#journal });
    this.#newIds = idSource(random);
    this.#random = random;
  }

  records(keys: readonly RecordKey[]): Promise<readonly (StoredRecord | undefined)[]> {
    return this.#reader().records(keys);
  }

  recordsBetween(range: Parameters<CommitReader['recordsBetween']>[0]): Promise<readonly StoredRecord[]> {
    return this.#reader().recordsBetween(range);
  }

  names(names: readonly Name[]): Promise<readonly (NamedThing | undefined)[]> {
    return this.#reader().names(names);
  }

  references(target: RecordKey): Promise<number> {
    return this.#reader().references(target);
  }

  async commit(options: CommitOptions, steps: CommitSteps): Promise<Omit<Answered, 'kind'>> {
    let contradictions: readonly string[] = [];
    for (let tries = 1; ; tries++) {
      const result = await this.#attempt(options, steps);
      if (result.kind === 'answered') return { answer: result.answer, replayed: result.replayed };
      contradictions = repeated(contradictions, result.contradiction);
      if (contradictions.length === CONTRADICTIONS)
        throw new AppError('INTERNAL', `a plan goes against what stands: ${result.contradiction}`);
      for (const id of result.heldBy) await this.#journal.settle(id);
      if (this.#calls.clock() >= options.deadline)
        throw new AppError('CONTENTION', 'other commands kept changing the same accounts', {
          retryable: true,
        });
      await this.#calls.pause(tries);
    }
  }

  unfinishedCommits(before: number): AsyncIterable<UnfinishedCommit> {
    return this.#journal.unfinished(before);
  }

  settleCommit(transactionId: string): Promise<Settlement> {
    return this.#journal.settle(transactionId);
  }

  async #attempt(options: CommitOptions, steps: CommitSteps): Promise<Answered | Refusal> {
    const { idempotency, owners: names, deadline } = options;
    const [given, { found: owners }] = await Promise.all([
      this.#givenAnswer(idempotency),
      this.#ledger.owners(names),
    ]);
    if (given !== undefined) return { kind: 'answered', ...(await this.#replay(given)) };
    // A commit that is still being prepared is left alone; what it holds cannot be had.
    if ([...owners.values()].some(({ heldBy }) => heldBy !== undefined)) return TRY_AGAIN;
    const prepared = await this.#prepare(steps, owners);
    if (prepared === undefined) return TRY_AGAIN;
    if ('kind' in prepared) return prepared;
    const { writes, receipt } = prepared;
    const answer = steps.answer(receipt);
    const outcome = await applyWrites({
      calls: this.#calls,
      tables: this.#tables,
      journal: this.#journal,
      writes,
      keep: idempotency && { idempotency, answer },
      receipt,
      deadline,
    });
    return outcome.kind === 'done' ? { kind: 'answered', answer, replayed: false } : outcome;
  }

  /** Has the plan made and turned into writes; undefined when another commit came between. */
  async #prepare(
    steps: CommitSteps,
    owners: ReadonlyMap<string, OwnerState>,
  ): Promise<{ writes: readonly PlannedWrite[]; receipt: CommitReceipt } | Refusal | undefined> {
    const transactionId = randomUUID();
    // Times of an owner's commits never run backwards, whatever the clocks of those who make them say.
    const now = Math.max(this.#calls.clock(), ...[...owners.values()].map(({ at }) => at));
    const ticks = new Map([...owners].map(([owner, { tick }]) => [owner, tick]));
    const reader = this.#reader(ticks);
    const newIds = (count: number): IdBlock => this.#newIds(now, count);
    try {
      const plan = await steps.plan({ reader, now, transactionId, newIds });
      const stamped = stampPlan({ plan, owners: [...ticks.keys()], ticks, transactionId, now });
      const [ledger, random] = [this.#ledger, this.#random];
      const writes = await commitWrites({ plan, stamped, owners, reader, ledger, random });
      return 'kind' in writes ? writes : { writes, receipt: stamped.receipt };
    } catch (error) {
      if (error instanceof Interrupted) return undefined;
      throw error;
    }
  }

  async #givenAnswer(idempotency: CommitOptions['idempotency']): Promise<GivenAnswer | undefined> {
    if (idempotency === undefined) return undefined;
    const { found } = await this.#ledger.rows([answerKey(idempotency.key)]);
    const given = found[0] && givenAnswer(idempotency.key, found[0], this.#calls.clock());
    if (given !== undefined && given.fingerprint !== idempotency.fingerprint)
      throw new AppError(
        'IDEMPOTENCY_KEY_REUSED',
        'the idempotency key was used before, with another request',
      );
    return given;
  }

  /** Gives an answer again, when what it answered for has been carried through. */
  async #replay({ answer, parts, journalled, transactionId }: GivenAnswer): Promise<Omit<Answered, 'kind'>> {
    for (let tries = 1; journalled; tries++) {
      const settlement = await this.#journal.settle(transactionId);
      if (settlement === 'absent' || settlement === 'finished') break;
      await this.#calls.pause(tries);
    }
    const rows = answer === undefined ? await this.#calls.get(this.#tables.ledger, parts) : [];
    const pieces = answer === undefined ? rows.flatMap((row) => row?.[LEDGER.answer]?.B ?? []) : [answer];
    return { answer: unzippedAnswer(pieces), replayed: true };
  }

  #reader(pinned?: ReadonlyMap<string, bigint>): DynamoDbCommitReader {
    const [calls, ledger] = [this.#calls, this.#ledger];
    return new DynamoDbCommitReader({
      calls,
      ledger,
      table: this.#tables.records,
      ...(pinned && { pinned }),
    });
  }
}
