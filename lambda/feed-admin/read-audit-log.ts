import { AppError } from '../domain/app-error.ts';
import {
  AUDIT_RETENTION_MS,
  type AuditEntry,
  type AuditedAccount,
  type AuditLog,
  type AuditPlace,
  type AuditSearch,
} from '../domain/feed-audit.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import type { Role } from '../domain/role.ts';
import { AUDIT_LOG_QUERY } from '../model/feed-admin-requests.ts';
import { validate } from '../model/validate.ts';

/** Who asks. */
export interface AuditReader {
  readonly clientId: string;
  readonly roles: readonly Role[];
}

/** What is asked, and when (epoch milliseconds). */
export interface AuditQuestion {
  readonly query: Readonly<Record<string, string>>;
  readonly now: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const STANDARD_MS = 48 * 60 * 60 * 1000;
const STANDARD_LIMIT = '50';
const SHOWN_ACCOUNTS = 20;
const PLACE = /^(\d{1,15})\.(.*)$/s;

/**
 * Entries of the audit log that the query of a request asks for; of other clients' for system-admin only. Throws VALIDATION_FAILED,
 * FORBIDDEN.
 */
export async function readAuditLog(
  log: AuditLog,
  reader: AuditReader,
  question: AuditQuestion,
): Promise<JsonObject> {
  const query = withPlus(question.query);
  const errors = validate({ kind: 'object', properties: AUDIT_LOG_QUERY }, { ...query });
  if (errors.length > 0) throw refused(errors.map(({ pointer, detail }) => [pointer.slice(1), detail]));
  const search = searchOf(reader, { ...question, query });
  const limit = Number(query.limit ?? STANDARD_LIMIT);
  const { entries, next } = await log.search(search, { limit, after: placeOf(query.next) });
  return {
    entries: entries.map((entry) => shown(entry, search)),
    ...(next === undefined ? {} : { next: tokenOf(next) }),
  };
}

/** A + that was not percent-encoded arrives as a space. */
function withPlus(query: AuditQuestion['query']): AuditQuestion['query'] {
  const mended = (text: string) => text.replace(/ (?=\d\d:?\d\d$)/, '+');
  const times = Object.entries(query).filter(([name]) => name === 'from' || name === 'to');
  return { ...query, ...Object.fromEntries(times.map(([name, text]) => [name, mended(text)])) };
}

function searchOf(reader: AuditReader, { query, now }: AuditQuestion): AuditSearch {
  const until = query.to === undefined ? now + 1 : timeOf('to', query.to);
  const since = query.from === undefined ? Math.max(0, until - STANDARD_MS) : timeOf('from', query.from);
  const { account, tick, status } = query;
  return {
    clientId: clientOf(reader, query.client),
    // Where nothing can be, nothing is looked for, day by day.
    since: Math.max(since, now - AUDIT_RETENTION_MS - DAY_MS),
    until: Math.min(until, now + DAY_MS),
    account,
    tick,
    status: status === 'processed' || status === 'failed' ? status : undefined,
  };
}

/** Undefined: every client. */
function clientOf({ clientId, roles }: AuditReader, asked: string | undefined): string | undefined {
  if (roles.includes('system-admin')) return asked;
  if (asked === undefined || asked === clientId) return clientId;
  throw new AppError('FORBIDDEN', "other clients' entries need a token with the role system-admin");
}

function timeOf(name: string, text: string): number {
  const time = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (Number.isNaN(time) || time < 0) throw refused([[name, 'there is no such time since 1970']]);
  return time;
}

function tokenOf({ to, entryId }: AuditPlace): string {
  return Buffer.from(`${to}.${entryId}`).toString('base64url');
}

function placeOf(token: string | undefined): AuditPlace | undefined {
  if (token === undefined) return undefined;
  const [, to, entryId] = PLACE.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  if (to === undefined || entryId === undefined || Number(to) > 8.64e15)
    throw refused([['next', 'expected what an earlier answer gave as `next`']]);
  return { to: Number(to), entryId };
}

function refused(wrong: readonly (readonly [name: string, detail: string])[]): AppError {
  const errors = wrong.map(([name, detail]) => ({ pointer: '', detail: `the query's ${name}: ${detail}` }));
  return new AppError('VALIDATION_FAILED', 'the query is not valid: see errors', { errors });
}

function shown(entry: AuditEntry, search: AuditSearch): JsonObject {
  const { from, to, clientId, stream, status, events, fromId, toId, reason, accounts } = entry;
  const sought = accounts.filter(({ account }) => search.account === undefined || account === search.account);
  return {
    time: new Date(to).toISOString(),
    since: new Date(from).toISOString(),
    client: clientId,
    stream,
    status: status === 'processed' ? `processed (${events})` : status,
    events: exactNumber(events),
    fromId,
    toId,
    ...(reason === undefined ? {} : { reason }),
    accountCount: exactNumber(accounts.length),
    accounts: sought.slice(0, SHOWN_ACCOUNTS).map(shownAccount),
  };
}

function shownAccount({ account, events, firstTick, lastTick }: AuditedAccount): JsonObject {
  const tick = (digits: string | null) => (digits === null ? null : exactNumber(digits));
  return { account, events: exactNumber(events), firstTick: tick(firstTick), lastTick: tick(lastTick) };
}
