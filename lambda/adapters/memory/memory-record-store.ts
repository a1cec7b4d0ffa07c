import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';
import type {
  CommitOptions,
  CommitPlan,
  CommitReader,
  CommitSteps,
  Name,
  NamedThing,
  RecordStore,
} from '../../domain/commit.ts';
import { repeated } from '../../domain/contradictions.ts';
import type { JsonObject } from '../../domain/json.ts';
import { idSlots, idSource, type NewIds } from '../../domain/new-ids.ts';
import {
  type Fields,
  RECORD_ATTRIBUTES,
  type RecordKey,
  type StoredRecord,
  sortKey,
} from '../../domain/record.ts';
import { type StampedPlan, stampPlan } from '../../domain/stamped-plan.ts';
import { recordWrite } from '../dynamodb/record-writes.ts';

const ANSWER_MS = 24 * 60 * 60 * 1000;
const CONTRADICTIONS = 3;
const { owner: OWNER, key: KEY, deleted: DELETED } = RECORD_ATTRIBUTES;

/** A change of one item, as a DynamoDB stream with both images has it; the images hold `_owner` and `_key` too. */
export interface ItemChange {
  /** Grows by one with every change in the store. */
  readonly sequence: number;
  readonly oldImage?: JsonObject;
  readonly newImage?: JsonObject;
}

export interface MemoryRecordStoreOptions {
  readonly clock: Clock;
  /** Numbers from 0 to less than 1. @default Math.random */
  readonly random?: () => number;
  /** @default a UUID */
  readonly newTransactionId?: () => string;
}

interface Answer {
  readonly fingerprint: string;
  readonly answer: JsonObject;
  readonly until: number;
}

/** The record store in memory, for tests and trials: the same rules as in DynamoDB, nothing outlives the object. */
export class MemoryRecordStore implements RecordStore {
  readonly #clock: Clock;
  readonly #newTransactionId: () => string;
  readonly #newIds: NewIds;
  readonly #items = new Map<string, JsonObject>();
  readonly #ticks = new Map<string, { readonly tick: bigint; readonly at: number }>();
  readonly #names = new Map<string, NamedThing>();
  readonly #references = new Map<string, number>();
  readonly #answers = new Map<string, Answer>();
  readonly #slots = new Set<bigint>();
  readonly #changes: ItemChange[] = [];

  constructor({ clock, random = Math.random, newTransactionId }: MemoryRecordStoreOptions) {
    this.#clock = clock;
    this.#newIds = idSource(random);
    this.#newTransactionId = newTransactionId ?? (() => crypto.randomUUID());
  }

  /** All changes of items since the store was made, in the order in which they happened. */
  changes(): readonly ItemChange[] {
    return [...this.#changes];
  }

  /** All records that stand, in no order. */
  standing(): readonly StoredRecord[] {
    return [...this.#items.values()].flatMap((item) => {
      const [type = '', ...id] = String(item[KEY]).split('#');
      return this.#record({ owner: String(item[OWNER]), type, id: id.join('#') }) ?? [];
    });
  }

  async records(keys: readonly RecordKey[]): Promise<readonly (StoredRecord | undefined)[]> {
    return keys.map((key) => this.#record(key));
  }

  async recordsBetween(
    range: Parameters<CommitReader['recordsBetween']>[0],
  ): Promise<readonly StoredRecord[]> {
    const { owner, type, first, last } = range;
    const ids = [...this.#items.values()]
      .filter((item) => item[OWNER] === owner && String(item[KEY]).startsWith(`${type}#`))
      .map((item) => String(item[KEY]).slice(type.length + 1))
      .filter((id) => /^\d+$/.test(id) && id.length === first.toString().length)
      .filter((id) => first <= BigInt(id) && BigInt(id) <= last);
    return ids.sort().flatMap((id) => this.#record({ owner, type, id }) ?? []);
  }

  async names(names: readonly Name[]): Promise<readonly (NamedThing | undefined)[]> {
    return names.map((name) => this.#names.get(nameText(name)));
  }

  async references(target: RecordKey): Promise<number> {
    return this.#references.get(recordText(target)) ?? 0;
  }

  async commit(
    options: CommitOptions,
    steps: CommitSteps,
  ): Promise<{ answer: JsonObject; replayed: boolean }> {
    let contradictions: readonly string[] = [];
    for (;;) {
      const given = this.#givenAnswer(options.idempotency);
      if (given !== undefined) return { answer: given, replayed: true };
      const before = new Map(options.owners.map((owner) => [owner, this.#ticks.get(owner)?.tick ?? 0n]));
      const planned = await this.#plan(steps, before).catch((error: unknown) => ({ error }));
      // From here to the end nothing is awaited: nobody can come between.
      const faster =
        [...before].some(([owner, tick]) => (this.#ticks.get(owner)?.tick ?? 0n) !== tick) ||
        this.#givenAnswer(options.idempotency) !== undefined;
      if ('error' in planned && !faster) throw planned.error;
      const contradiction = 'error' in planned || faster ? undefined : this.#contradiction(planned.plan);
      if (!('error' in planned) && !faster && contradiction === undefined) {
        const { plan, stamped } = planned;
        const answer = steps.answer(stamped.receipt);
        this.#apply(plan, stamped);
        this.#keep(options.idempotency, answer);
        return { answer, replayed: false };
      }
      contradictions = repeated(contradictions, contradiction);
      if (contradictions.length === CONTRADICTIONS)
        throw new AppError('INTERNAL', `a plan goes against what stands: ${contradiction}`);
      if (this.#clock() >= options.deadline)
        throw new AppError('CONTENTION', 'other commands kept changing the same accounts', {
          retryable: true,
        });
    }
  }

  async #plan(
    steps: CommitSteps,
    ticks: ReadonlyMap<string, bigint>,
  ): Promise<{ plan: CommitPlan; stamped: StampedPlan }> {
    const owners = [...ticks.keys()];
    const transactionId = this.#newTransactionId();
    const now = Math.max(this.#clock(), ...owners.map((owner) => this.#ticks.get(owner)?.at ?? 0));
    const newIds = (count: number) => this.#newIds(now, count);
    const plan = await steps.plan({ reader: this, now, transactionId, newIds });
    const stamped = stampPlan({ plan, owners, ticks, transactionId, now });
    // Holds the records to the limits that they have in DynamoDB.
    stamped.changes.forEach(recordWrite);
    return { plan, stamped };
  }

  /** What the plan takes to be otherwise than it is; undefined when it holds. */
  #contradiction(plan: CommitPlan): string | undefined {
    const slots = (plan.ids ?? []).flatMap(idSlots);
    if (slots.some((slot) => this.#slots.has(slot))) return 'ids that are taken';
    const wrong = plan.changes.find(
      ({ action, key }) => (this.#record(key) === undefined) !== (action === 'insert'),
    );
    if (wrong !== undefined) return `${wrong.action} of ${recordText(wrong.key)}`;
    for (const change of plan.names ?? []) {
      const bearer = this.#names.get(nameText(change));
      if (change.action === 'claim' ? bearer !== undefined : bearer === undefined && change.action === 'set')
        return `${change.action} of ${nameText(change)}`;
      if (change.action === 'set' && bearer?.owner !== change.owner) return `set of ${nameText(change)}`;
    }
    return this.#contradictedReference(plan);
  }

  #contradictedReference({ references = [], changes }: CommitPlan): string | undefined {
    const sums = sumReferences(references);
    const inserted = new Set(
      changes.filter(({ action }) => action === 'insert').map(({ key }) => recordText(key)),
    );
    for (const { target, by } of sums.values())
      if (by > 0 && this.#record(target) === undefined && !inserted.has(recordText(target)))
        return `reference to ${recordText(target)}`;
    const referred = changes.find(({ action, key }) => {
      const text = recordText(key);
      return action === 'delete' && (this.#references.get(text) ?? 0) + (sums.get(text)?.by ?? 0) !== 0;
    });
    return referred && `delete of ${recordText(referred.key)}, which is referred to`;
  }

  #apply(plan: CommitPlan, { changes, ticks, receipt }: StampedPlan): void {
    for (const [owner, tick] of ticks) this.#ticks.set(owner, { tick, at: receipt.at });
    for (const change of plan.names ?? []) {
      const { action, ...thing } = change;
      if (action === 'release') this.#names.delete(nameText(thing));
      else this.#names.set(nameText(thing), thing as NamedThing);
    }
    for (const [text, { by }] of sumReferences(plan.references ?? []))
      this.#references.set(text, (this.#references.get(text) ?? 0) + by);
    for (const slot of (plan.ids ?? []).flatMap(idSlots)) this.#slots.add(slot);
    for (const { change, fields } of changes) {
      const whole = change.action === 'insert' || change.action === 'replace';
      this.#store(change.key, { fields, whole });
    }
  }

  #store(key: RecordKey, { fields, whole }: { fields: Fields; whole: boolean }): void {
    const oldImage = this.#items.get(recordText(key));
    const newImage = { ...(whole ? { [OWNER]: key.owner, [KEY]: sortKey(key) } : oldImage), ...fields };
    this.#items.set(recordText(key), newImage);
    const sequence = this.#changes.length + 1;
    this.#changes.push({ sequence, newImage, ...(oldImage !== undefined && { oldImage }) });
  }

  #record(key: RecordKey): StoredRecord | undefined {
    const item = this.#items.get(recordText(key));
    if (item === undefined || item[DELETED] === true) return undefined;
    const { [OWNER]: _owner, [KEY]: _key, ...fields } = item;
    return { key, fields };
  }

  #givenAnswer(idempotency: CommitOptions['idempotency']): JsonObject | undefined {
    const given = idempotency && this.#answers.get(idempotency.key);
    if (given === undefined || given.until < this.#clock()) return undefined;
    if (given.fingerprint !== idempotency?.fingerprint)
      throw new AppError(
        'IDEMPOTENCY_KEY_REUSED',
        'the idempotency key was used before, with another request',
      );
    return given.answer;
  }

  #keep(idempotency: CommitOptions['idempotency'], answer: JsonObject): void {
    if (idempotency === undefined) return;
    const { key, fingerprint, keptMs = ANSWER_MS } = idempotency;
    this.#answers.set(key, { fingerprint, answer, until: this.#clock() + keptMs });
  }
}

type References = NonNullable<CommitPlan['references']>;

function sumReferences(references: References): Map<string, { target: RecordKey; by: number }> {
  const sums = new Map<string, { target: RecordKey; by: number }>();
  for (const { target, by } of references) {
    const text = recordText(target);
    sums.set(text, { target, by: (sums.get(text)?.by ?? 0) + by });
  }
  return sums;
}

function recordText(key: RecordKey): string {
  return JSON.stringify([key.owner, sortKey(key)]);
}

function nameText({ kind, name }: Name): string {
  return JSON.stringify([kind, name]);
}
