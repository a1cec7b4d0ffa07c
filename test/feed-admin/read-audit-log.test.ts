import { MemoryAuditLog } from '../../lambda/adapters/memory/memory-audit-log.ts';
import type { AuditEntry, AuditLog, AuditSearch } from '../../lambda/domain/feed-audit.ts';
import type { JsonObject } from '../../lambda/domain/json.ts';
import type { Role } from '../../lambda/domain/role.ts';
import { readAuditLog } from '../../lambda/feed-admin/read-audit-log.ts';
import { AUDIT_LOG_ANSWER } from '../../lambda/model/feed-admin-requests.ts';
import { validate } from '../../lambda/model/validate.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const READER = { clientId: 'warehouse', roles: ['feed-reader'] as readonly Role[] };
const ADMIN = { clientId: 'console', roles: ['system-admin'] as readonly Role[] };

function entry(entryId: string, about: Partial<AuditEntry> = {}): AuditEntry {
  return {
    entryId,
    clientId: 'warehouse',
    stream: 'changes',
    from: NOW - 60_000,
    to: NOW,
    fromId: null,
    toId: 'H4sIAAAAAAAAAKtWMjRUsjI0MTA0Ma8FAG50BJUNAAAA',
    status: 'processed',
    events: 10,
    accounts: [
      { account: '21119957', events: 10, firstTick: '77405618597879914', lastTick: '77405618597879920' },
    ],
    ...about,
  };
}

async function logOf(...entries: readonly AuditEntry[]): Promise<MemoryAuditLog> {
  const log = new MemoryAuditLog();
  for (const one of entries) await log.append(one);
  return log;
}

async function told(log: MemoryAuditLog, query: Record<string, string> = {}, reader = READER) {
  const answer = await readAuditLog(log, reader, { query, now: NOW });
  expect(validate(AUDIT_LOG_ANSWER, answer)).toEqual([]);
  return { entries: answer.entries as readonly JsonObject[], next: answer.next as string | undefined };
}

describe('the audit log', () => {
  it("says when, which ticks, which account, and in the seed's words how it ended", async () => {
    const failed = entry('c-2', {
      status: 'failed',
      reason: 'the connection broke',
      to: NOW - 1,
      events: 3,
      accounts: [],
    });
    const { entries, next } = await told(await logOf(entry('c-1'), failed));
    expect(JSON.parse(JSON.stringify(entries))).toMatchObject([
      {
        time: '2026-11-22T12:00:00.000Z',
        since: '2026-11-22T11:59:00.000Z',
        client: 'warehouse',
        status: 'processed (10)',
      },
      { status: 'failed', reason: 'the connection broke', events: 3, accountCount: 0, accounts: [] },
    ]);
    expect(JSON.stringify(entries)).toContain(
      '"accounts":[{"account":"21119957","events":10,"firstTick":77405618597879914,"lastTick":77405618597879920}]',
    );
    expect(next).toBeUndefined();
  });

  it('has entries of the last 48 hours, unless other times are asked for', async () => {
    const old = entry('c-1', { to: NOW - 48 * 60 * 60 * 1000 });
    const log = await logOf(old, entry('c-2'));
    expect((await told(log)).entries).toHaveLength(1);
    for (const from of ['2026-11-20T13:00:00+0100', '2026-11-20T13:00:00 01:00'])
      expect((await told(log, { from })).entries).toHaveLength(2);
    expect(
      (await told(log, { from: '2026-11-19T00:00:00Z', to: '2026-11-22T12:00:00.000Z' })).entries,
    ).toHaveLength(1);
    expect(
      (await told(log, { from: '2026-11-23T00:00:00Z', to: '2026-11-22T12:00:00Z' })).entries,
    ).toHaveLength(0);
  });

  it('looks for nothing where nothing can be', async () => {
    const searched: AuditSearch[] = [];
    const log: AuditLog = {
      append: async () => {},
      search: async (search) => {
        searched.push(search);
        return { entries: [], next: undefined };
      },
    };
    const query = { from: '1970-01-01T00:00:00Z', to: '9999-12-31T00:00:00Z' };
    await readAuditLog(log, ADMIN, { query, now: NOW });
    const day = 24 * 60 * 60 * 1000;
    expect(searched).toMatchObject([{ since: NOW - 91 * day, until: NOW + day }]);
  });

  it('is searched by account, tick and status, and shows the account that was asked for', async () => {
    const accounts = [1, 2, 3].map((number) => ({
      account: `A${number}`,
      events: 1,
      firstTick: `${number}0`,
      lastTick: `${number}5`,
    }));
    const log = await logOf(entry('c-1', { accounts }));
    const { entries } = await told(log, { account: 'A2', tick: '23', status: 'processed' });
    expect(JSON.parse(JSON.stringify(entries))).toMatchObject([
      { accountCount: 3, accounts: [{ account: 'A2', firstTick: 20 }] },
    ]);
    expect((await told(log, { account: 'A2', tick: '33' })).entries).toHaveLength(0);
    expect((await told(log, { status: 'failed' })).entries).toHaveLength(0);
  });

  it('goes on where the page before ended', async () => {
    const log = await logOf(...['c-1', 'c-2', 'c-3'].map((id) => entry(id, { toId: id })));
    const first = await told(log, { limit: '2' });
    const second = await told(log, { limit: '2', next: first.next ?? '' });
    expect([...first.entries, ...second.entries].map(({ toId }) => toId)).toEqual(['c-3', 'c-2', 'c-1']);
    expect(second.next).toBeUndefined();
  });

  it("shows a reader its own client's entries, and an administrator those of all, or of one", async () => {
    const log = await logOf(entry('c-1'), entry('d-1', { clientId: 'partner' }));
    const clients = async (query: Record<string, string>, reader = READER) =>
      (await told(log, query, reader)).entries.map(({ client }) => client);
    expect(await clients({})).toEqual(['warehouse']);
    expect(await clients({ client: 'warehouse' })).toEqual(['warehouse']);
    expect(await clients({}, ADMIN)).toEqual(['partner', 'warehouse']);
    expect(await clients({ client: 'partner' }, ADMIN)).toEqual(['partner']);
    await expect(told(log, { client: 'partner' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it("gives nothing of another client's away to who has its `next`", async () => {
    const log = await logOf(
      entry('c-1'),
      entry('d-1', { clientId: 'partner' }),
      entry('d-2', { clientId: 'partner' }),
    );
    const { next = '' } = await told(log, { limit: '1', client: 'partner' }, ADMIN);
    expect((await told(log, { next })).entries.map(({ client }) => client)).toEqual(['warehouse']);
  });

  it.each<Record<string, string>>([
    { from: 'yesterday' },
    { from: '2026-02-31T00:00:00' },
    { to: '1969-12-31T00:00:00Z' },
    { from: '9999-99-99T00:00:00Z' },
    { tick: '-1' },
    { tick: '1e3' },
    { status: 'processed (10)' },
    { limit: '0' },
    { limit: '101' },
    { next: 'x' },
    { next: '%' },
    { next: Buffer.from('999999999999999999.x').toString('base64url') },
    { next: '' },
    { account: '' },
    { accounts: 'x' },
  ])('refuses %j with a word on what is wrong', async (query) => {
    const [name = ''] = Object.keys(query);
    await expect(told(await logOf(), query)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '', detail: expect.stringContaining(`the query's ${name}: `) }],
    });
  });

  it('takes any place in time that a `next` can name', async () => {
    const next = Buffer.from('999999999999999.c-1').toString('base64url');
    expect((await told(await logOf(entry('c-1')), { next })).entries).toHaveLength(1);
  });
});
