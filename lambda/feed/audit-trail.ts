import type { Clock } from '../domain/clock.ts';
import {
  type AuditEntry,
  type AuditLog,
  type FeedStream,
  MAX_AUDITED_ACCOUNTS,
} from '../domain/feed-audit.ts';
import type { FeedChunk, StreamEnd } from './change-stream.ts';
import type { ConnectionEnd, FeedLog } from './ports.ts';
import { SentSummary } from './sent-summary.ts';

export interface AuditTrailOptions {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly news: Pick<FeedLog, 'auditFailed' | 'ended'>;
  readonly clock: Clock;
  readonly stream: FeedStream;
  readonly clientId: string;
  readonly connectionId: string;
  /** The place that is read from, if the client named one. */
  readonly fromId: string | null;
}

/** An entry tells of a minute of the clock; readers side by side end theirs together. */
const ENTRY_MS = 60_000;
/** Events that are kept before they are counted; with what one write brings still of fewer accounts than an entry takes. */
const RUN_EVENTS = MAX_AUDITED_ACCOUNTS - 1_000;
/** Accounts of a sum that make an entry of it. */
const ENTRY_ACCOUNTS = 2_000;

/** Keeps account of what a connection has been sent: entries of the audit log, one line for the operator at the end. */
export class AuditTrail {
  readonly #options: AuditTrailOptions;
  readonly #startedAt: number;
  #run: SentSummary[] = [];
  /** At least as many as the run has accounts. */
  #runEvents = 0;
  #from = 0;
  #fromId: string | null;
  #entries = 0;
  #events = 0;
  #bytes = 0;
  #appending: Promise<void> = Promise.resolve();

  constructor(options: AuditTrailOptions) {
    this.#options = options;
    this.#startedAt = options.clock();
    this.#fromId = options.fromId;
  }

  /** The bytes of a stream, each chunk counted once the one who sends has come for the next. Throws what the stream throws. */
  async *follow(chunks: AsyncGenerator<FeedChunk, StreamEnd>): AsyncGenerator<Buffer, void> {
    let pending: FeedChunk | undefined;
    let end: Pick<ConnectionEnd, 'reason' | 'error'> = { reason: 'client' };
    try {
      for (let next = await chunks.next(); ; next = await chunks.next()) {
        if (next.done === true) {
          end = { reason: next.value };
          return;
        }
        pending = next.value;
        yield pending.bytes;
        this.#taken(pending);
        pending = undefined;
      }
    } catch (error) {
      end = { reason: 'failed', error };
      throw error;
    } finally {
      await chunks.return('client');
      await this.#close(pending, end);
    }
  }

  #taken({ bytes, sent }: FeedChunk): void {
    this.#bytes += bytes.length;
    if (sent === undefined) return;
    const now = this.#options.clock();
    if (this.#run.length > 0 && Math.floor(now / ENTRY_MS) !== Math.floor(this.#from / ENTRY_MS))
      this.#append('processed');
    if (this.#run.length === 0) this.#from = now;
    this.#events += sent.events;
    this.#run.push(sent);
    this.#runEvents += sent.events;
    if (this.#runEvents > RUN_EVENTS) this.#addUp();
  }

  #addUp(): void {
    const [first, ...others] = this.#run;
    if (first === undefined) return;
    const sum = SentSummary.sum([first, ...others]);
    this.#run = [sum];
    this.#runEvents = sum.accounts.size;
    if (sum.accounts.size > ENTRY_ACCOUNTS) this.#append('processed');
  }

  #append(status: AuditEntry['status'], reason?: string): void {
    const [first, ...others] = this.#run;
    if (first === undefined) return;
    const { events, accounts, lastId } = SentSummary.sum([first, ...others]);
    this.#write({
      ...{ from: this.#from, toId: lastId, status, events, accounts: [...accounts.values()] },
      ...(reason === undefined ? {} : { reason }),
    });
    this.#fromId = lastId;
    this.#run = [];
    this.#runEvents = 0;
  }

  #write(about: Omit<AuditEntry, 'entryId' | 'clientId' | 'stream' | 'to' | 'fromId'>): void {
    const { clock, audit, news, stream, clientId, connectionId } = this.#options;
    this.#entries += 1;
    const entryId = `${connectionId}-${this.#entries}`;
    const entry = { entryId, clientId, stream, to: clock(), fromId: this.#fromId, ...about };
    this.#appending = this.#appending
      .then(() => audit.append(entry))
      .catch((error) => news.auditFailed({ error, entryId }));
  }

  /** `pending` is what was being sent when it ended: nobody knows how much of it has arrived. */
  async #close(pending: FeedChunk | undefined, end: Pick<ConnectionEnd, 'reason' | 'error'>): Promise<void> {
    const { clock, news, stream, clientId, connectionId } = this.#options;
    this.#append('processed');
    if (pending?.sent !== undefined) {
      this.#from = clock();
      this.#run = [pending.sent];
      this.#append('failed', 'the connection broke while this was sent');
    } else if (end.reason === 'failed') {
      const nothing = { toId: this.#fromId, events: 0, accounts: [] };
      this.#write({ from: clock(), status: 'failed', reason: 'the stream failed on our side', ...nothing });
    }
    await this.#appending;
    news.ended({
      ...{ stream, clientId, connectionId, events: this.#events, bytes: this.#bytes },
      ...{ ms: clock() - this.#startedAt, ...end },
    });
  }
}
