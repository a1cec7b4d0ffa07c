import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** An event of the feed. */
export interface FeedEvent {
  readonly event: string;
  /** Its data lines, joined by a line feed: header, object. */
  readonly data: string;
  readonly id: string;
}

const SCHEMA = `
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS objects (
  type TEXT NOT NULL, ids TEXT NOT NULL, tick INTEGER, tstamp TEXT, body TEXT NOT NULL, generation INTEGER NOT NULL,
  PRIMARY KEY (type, ids)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (
  one INTEGER PRIMARY KEY CHECK (one = 1), stream TEXT NOT NULL, last_id TEXT, generation INTEGER NOT NULL);
INSERT OR IGNORE INTO place VALUES (1, 'load', NULL, 1);
`;

// A load's handover replays what changed while it ran: an older state does not win over a newer one.
const PUT = `
INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET tick = excluded.tick, tstamp = excluded.tstamp, body = excluded.body, generation = excluded.generation
WHERE excluded.tick IS NULL OR objects.tick IS NULL OR excluded.tick >= objects.tick
`;
const REMOVE = 'DELETE FROM objects WHERE type = ? AND ids = ? AND (? IS NULL OR tick IS NULL OR tick <= ?)';

/** The SQLite database: each object's latest state, and where to go on. Both change in one transaction. */
export class FeedDatabase {
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #move: StatementSync;
  #generation: number;
  stream: 'load' | 'changes';
  lastId: string | undefined;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(SCHEMA);
    this.#put = this.#database.prepare(PUT);
    this.#remove = this.#database.prepare(REMOVE);
    this.#move = this.#database.prepare('UPDATE place SET stream = ?, last_id = ?, generation = ?');
    const place = this.#database.prepare('SELECT stream, last_id, generation FROM place').get();
    this.stream = place?.stream === 'changes' ? 'changes' : 'load';
    this.lastId = typeof place?.last_id === 'string' ? place.last_id : undefined;
    this.#generation = Number(place?.generation);
  }

  /** Stores what an event says, with its id. The same event may come again. */
  apply({ event, data, id }: FeedEvent): void {
    const stream = event === 'load-complete' ? 'changes' : this.stream;
    this.#database.exec('BEGIN');
    try {
      if (event === 'load' || event === 'create' || event === 'update') this.#putObject(data);
      else if (event === 'delete') this.#removeObject(data);
      // What the load did not bring is no longer there.
      else if (event === 'load-complete')
        this.#database.prepare('DELETE FROM objects WHERE generation < ?').run(this.#generation);
      this.#move.run(stream, id, this.#generation);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
    this.stream = stream;
    this.lastId = id;
  }

  /** Begins another load; what stands stays until that is complete. */
  startAgain(): void {
    this.#generation += 1;
    this.stream = 'load';
    this.lastId = undefined;
    this.#move.run('load', null, this.#generation);
  }

  close(): void {
    this.#database.close();
  }

  #putObject(data: string): void {
    const { type, ids, tick, tstamp } = header(data);
    this.#put.run(type, ids, tick, tstamp, data.slice(data.indexOf('\n') + 1), this.#generation);
  }

  #removeObject(data: string): void {
    const { type, ids, tick } = header(data);
    this.#remove.run(type, ids, tick, tick);
  }
}

interface Header {
  readonly type: string;
  readonly ids: string;
  readonly tick: SQLInputValue;
  readonly tstamp: string;
}

/** What the first line says; numbers keep every digit. */
function header(data: string): Header {
  const { ref, tstamp, tick } = JSON.parse(
    data.slice(0, data.indexOf('\n')),
    (_key, value: unknown, context?: { source: string }) =>
      typeof value === 'number' && context !== undefined ? JSON.rawJSON(context.source) : value,
  );
  return {
    type: ref.type,
    ids: JSON.stringify(ref.ids),
    tick: tick === null ? null : BigInt(tick.rawJSON),
    tstamp,
  };
}
