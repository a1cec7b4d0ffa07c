import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { EventHandler } from '../node-consumer/run-consumer.ts';
import type { StreamEvent } from '../node-consumer/stream-event.ts';
import { INCOMING, MERGE, SCHEMA } from './schema.ts';
import { type WarehouseRow, warehouseRow } from './warehouse-row.ts';

/** A DuckDB database that follows the event stream. The same events may come again, at any time: they change nothing. */
export class Warehouse implements EventHandler {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** Shards are read side by side; their batches are merged one after another. */
  #last: Promise<void> = Promise.resolve();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Opens the database file, or makes it. Throws when another process has it open. */
  static async open(path: string): Promise<Warehouse> {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    for (const statement of [...SCHEMA, ...INCOMING]) await connection.run(statement);
    return new Warehouse(instance, connection);
  }

  /** Stores a batch in one transaction. When it resolves, the batch is on disk; when it throws, nothing of it is. */
  handleEvents(events: readonly StreamEvent[]): Promise<void> {
    const merged = this.#last.then(() => this.#merge(events));
    this.#last = merged.catch(() => undefined);
    return merged;
  }

  async close(): Promise<void> {
    await this.#last;
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #merge(events: readonly StreamEvent[]): Promise<void> {
    await this.#connection.run('BEGIN');
    try {
      const incoming = await this.#connection.createAppender('incoming');
      const rejects = await this.#connection.createAppender('rejects');
      for (const [place, event] of events.entries()) {
        const row = warehouseRow(event);
        if (typeof row === 'string') appendReject(rejects, event.bytes, row);
        else appendRow(incoming, place, row);
      }
      incoming.closeSync();
      rejects.closeSync();
      for (const statement of MERGE) await this.#connection.run(statement);
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK');
      throw error;
    }
  }
}

function appendRow(appender: DuckDBAppender, place: number, row: WarehouseRow): void {
  appender.appendInteger(place);
  for (const text of [row.eventId, row.account, row.objectType, row.recordId, row.action])
    appender.appendVarchar(text);
  if (row.tick === null) appender.appendNull();
  else appender.appendHugeInt(row.tick);
  const { customerId, businessDate, currency, total } = row.sale;
  const texts = [row.transactionId, row.modified, row.document, customerId, businessDate, currency, total];
  for (const text of texts) {
    if (text === null) appender.appendNull();
    else appender.appendVarchar(text);
  }
  appender.endRow();
}

/** What cannot be read is kept whole, for someone to look at. */
function appendReject(appender: DuckDBAppender, bytes: Uint8Array, reason: string): void {
  appender.appendBlob(bytes);
  appender.appendVarchar(reason);
  appender.endRow();
}
