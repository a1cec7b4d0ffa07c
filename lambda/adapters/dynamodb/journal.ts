import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../domain/app-error.ts';
import type { Settlement, UnfinishedCommit } from '../../records/ports.ts';
import type { Item } from './attribute-value.ts';
import { headOf, type JournalHead, type JournalRow, type RowKind, rowOf } from './journal-rows.ts';
import { headKey, journalPartition, LEDGER } from './ledger-layout.ts';
import { RECORD_IS_THERE } from './record-writes.ts';
import { chunksOf, type TableCalls } from './table-calls.ts';
import { type Condition, type TableNames, transactAction, type Write } from './write.ts';

/** How long whoever finishes another's commit tries before giving it up. */
const FINISHING_MS = 20_000;

/**
 * Journals of commits that are too large for one transaction. A journal is a head and rows; the head's state is the
 * commit. Before `committed` it can only be taken back, after it only be carried through, by anyone, at any time, by
 * several at once: a row is removed in the transaction that applies it, and the last one takes the head with it.
 */
export class Journal {
  readonly #calls: TableCalls;
  readonly #tables: TableNames;

  constructor(calls: TableCalls, tables: TableNames) {
    this.#calls = calls;
    this.#tables = tables;
  }

  /** Ends what a commit has begun, unless the one who began it is still about it. */
  async settle(transactionId: string): Promise<Settlement> {
    const [item] = await this.#calls.get(this.#tables.ledger, [headKey(transactionId)]);
    if (item === undefined) return 'absent';
    const { state, until } = headOf(item);
    const now = this.#calls.clock();
    if (state !== 'aborted' && now < until) return state === 'committed' ? 'applying' : 'preparing';
    if (state === 'committed') {
      await this.#finish(transactionId, now + FINISHING_MS);
      return 'finished';
    }
    return (await this.abort(transactionId)) ? 'undone' : this.settle(transactionId);
  }

  /** Takes a commit back that is not committed; false when it is, or is over. */
  async abort(transactionId: string): Promise<boolean> {
    const outcome = await this.#calls.transact(
      [
        this.headAction(transactionId, {
          to: { [LEDGER.state]: { S: 'aborted' } },
          from: [[is('preparing'), is('aborted')]],
        }),
      ],
      this.#calls.clock() + FINISHING_MS,
    );
    if (outcome.kind === 'cancelled') return false;
    await this.#undo(transactionId);
    return true;
  }

  /** Takes back a commit that its own beginner knows not to be committed, even when others have begun to do so. */
  async takeBack(transactionId: string): Promise<void> {
    if (!(await this.abort(transactionId))) await this.#undo(transactionId);
  }

  /** The heads of journals that began before a time (epoch ms), oldest first. */
  async *unfinished(before: number): AsyncGenerator<UnfinishedCommit> {
    const found = this.#calls.query({
      TableName: this.#tables.ledger,
      IndexName: 'unfinished',
      KeyConditionExpression: '#u = :journal AND #s < :before',
      ExpressionAttributeNames: { '#u': LEDGER.unfinished, '#s': LEDGER.since },
      ExpressionAttributeValues: { ':journal': { S: 'journal' }, ':before': { N: String(before) } },
    });
    for await (const item of found) {
      const transactionId = item[LEDGER.partitionKey]?.S?.slice(journalPartition('').length) ?? '';
      yield { transactionId, since: Number(item[LEDGER.since]?.N) };
    }
  }

  /** An action on a head: changes it, or with nothing to change only checks its state. */
  headAction(transactionId: string, change: { to: Item; from: Condition }): TransactWriteItem {
    const write: Write = { table: 'ledger', key: headKey(transactionId), kind: 'set', set: change.to };
    return transactAction(this.#tables, { write, condition: change.from });
  }

  /** Applies one row, unless it has been applied. Throws AppError CONTENTION when it cannot before the deadline. */
  async apply(transactionId: string, row: JournalRow, deadline: number): Promise<void> {
    let { writes } = row;
    for (let tries = 1; ; tries++) {
      const outcome = await this.#calls.transact(this.#actions(transactionId, { ...row, writes }), deadline);
      if (outcome.kind === 'done') return;
      const [ofRow, ...ofWrites] = outcome.reasons.map(({ Code }) => Code);
      if (ofRow === 'ConditionalCheckFailed') return;
      const tooLarge = ofWrites.indexOf('ValidationError');
      if (tooLarge >= 0)
        throw new AppError('RECORD_TOO_LARGE', `${transactionId}: ${JSON.stringify(writes[tooLarge]?.key)}`);
      // Its record has been removed by a writer that does not ask the ledger: there is nothing left to change.
      writes = writes.filter((_, index) => ofWrites[index] !== 'ConditionalCheckFailed');
      if (this.#calls.clock() >= deadline)
        throw new AppError('CONTENTION', `commit ${transactionId} could not be finished in time`, {
          retryable: true,
        });
      await this.#calls.pause(tries);
    }
  }

  #actions(transactionId: string, { key, writes, last }: JournalRow): readonly TransactWriteItem[] {
    const removal: Write = { table: 'ledger', key, kind: 'delete' };
    const head: Write = { table: 'ledger', key: headKey(transactionId), kind: 'delete' };
    return [
      transactAction(this.#tables, {
        write: removal,
        condition: [[{ attribute: LEDGER.partitionKey, is: 'there' }]],
      }),
      ...writes.map((write) => {
        const needsRecord = write.table === 'records' && write.kind === 'set';
        return transactAction(this.#tables, { write, condition: needsRecord ? RECORD_IS_THERE : [] });
      }),
      ...(last ? [transactAction(this.#tables, { write: head })] : []),
    ];
  }

  async #finish(transactionId: string, deadline: number): Promise<void> {
    for (const kind of ['write', 'release'] as const)
      for await (const row of this.#rows(transactionId, kind)) await this.apply(transactionId, row, deadline);
  }

  /** Unlocks what the commit had locked, then removes the journal; the head goes last, so that a crash is found. */
  async #undo(transactionId: string): Promise<void> {
    for await (const { writes } of this.#rows(transactionId, 'release'))
      for (const few of chunksOf(writes, 10))
        await Promise.all(few.map((write) => this.#unlock(transactionId, write.key)));
    for (const kind of ['write', 'release'] as const) {
      const keys: Item[] = [];
      for await (const { key } of this.#rows(transactionId, kind)) keys.push(key);
      await this.#calls.write(
        this.#tables.ledger,
        keys.map((Key) => ({ DeleteRequest: { Key } })),
      );
    }
    const Key = headKey(transactionId);
    await this.#calls.write(this.#tables.ledger, [{ DeleteRequest: { Key } }]);
  }

  async #unlock(transactionId: string, key: Item): Promise<void> {
    const write: Write = { table: 'ledger', key, kind: 'set', remove: [LEDGER.applying] };
    const condition: Condition = [[{ attribute: LEDGER.applying, is: '=', value: { S: transactionId } }]];
    const action = transactAction(this.#tables, { write, condition });
    for (let tries = 1; ; tries++) {
      const outcome = await this.#calls.transact([action], this.#calls.clock() + FINISHING_MS);
      if (outcome.kind === 'done' || outcome.reasons[0]?.Code === 'ConditionalCheckFailed') return;
      await this.#calls.pause(tries);
    }
  }

  async *#rows(transactionId: string, kind: RowKind): AsyncGenerator<JournalRow> {
    const items = this.#calls.query({
      TableName: this.#tables.ledger,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :journal AND begins_with(#sk, :kind)',
      ExpressionAttributeNames: { '#pk': LEDGER.partitionKey, '#sk': LEDGER.sortKey },
      ExpressionAttributeValues: {
        ':journal': { S: journalPartition(transactionId) },
        ':kind': { S: `${kind}#` },
      },
    });
    for await (const item of items) yield rowOf(item);
  }
}

/** A test of a head's state. */
export function is(state: JournalHead['state']): Condition[number][number] {
  return { attribute: LEDGER.state, is: '=', value: { S: state } };
}
