import fc from 'fast-check';
import {
  type AuditEntry,
  type AuditLog,
  type AuditPlace,
  type AuditSearch,
  isSought,
} from '../../lambda/domain/feed-audit.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR = 60 * 60 * 1000;
const WEEK: Pick<AuditSearch, 'since' | 'until'> = { since: NOON - 7 * 24 * HOUR, until: NOON + HOUR };

function entry(entryId: string, about: Partial<AuditEntry> = {}): AuditEntry {
  return {
    entryId,
    clientId: 'warehouse',
    stream: 'changes',
    from: NOON - 1000,
    to: NOON,
    fromId: null,
    toId: 'H4sIAAAAAAAAAKtWMjRUsjI0MTA0Ma8FAG50BJUNAAAA',
    status: 'processed',
    events: 10,
    accounts: [{ account: 'A1', events: 10, firstTick: '29580691950', lastTick: '29580691959' }],
    ...about,
  };
}

/** All pages of a search, in order. */
async function pagesOf(log: AuditLog, search: AuditSearch, limit = 100): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = [];
  let after: AuditPlace | undefined;
  do {
    const { entries, next } = await log.search(search, { limit, after });
    expect(entries.length).toBeLessThanOrEqual(limit);
    found.push(...entries);
    after = next;
  } while (after !== undefined);
  return found;
}

const idsOf = (entries: readonly AuditEntry[]) => entries.map(({ entryId }) => entryId);

/** What every audit log must do. */
export function auditLogContract(open: () => AuditLog): void {
  it('gives an entry back as it was appended, whatever it holds', async () => {
    const log = open();
    const failed = entry('c-2', {
      status: 'failed',
      reason: 'the connection broke',
      events: 0,
      accounts: [],
      to: NOON + 1,
    });
    const tickless = entry('c-1', {
      accounts: [{ account: 'Ä"\\', events: 1, firstTick: null, lastTick: null }],
      toId: null,
    });
    await log.append(tickless);
    await log.append(failed);
    expect(await log.search({ ...WEEK, clientId: 'warehouse' }, { limit: 10 })).toEqual({
      entries: [failed, tickless],
      next: undefined,
    });
    expect(await pagesOf(log, WEEK)).toEqual([failed, tickless]);
  });

  it('has an entry once that is appended again', async () => {
    const log = open();
    await log.append(entry('c-1'));
    await log.append(entry('c-1'));
    expect(idsOf(await pagesOf(log, WEEK))).toEqual(['c-1']);
  });

  it("shows a client's own entries, and all of them to who may see all", async () => {
    const log = open();
    await log.append(entry('c-1'));
    await log.append(entry('d-1', { clientId: 'partner', to: NOON - 30 * HOUR }));
    expect(idsOf(await pagesOf(log, { ...WEEK, clientId: 'partner' }))).toEqual(['d-1']);
    expect(idsOf(await pagesOf(log, { ...WEEK, clientId: 'nobody' }))).toEqual([]);
    expect(idsOf(await pagesOf(log, WEEK))).toEqual(['c-1', 'd-1']);
  });

  it('finds by time: from the beginning, before the end', async () => {
    const log = open();
    for (const [entryId, to] of [
      ['a', NOON - 1],
      ['b', NOON],
      ['c', NOON + 1],
    ] as const)
      await log.append(entry(entryId, { to }));
    for (const clientId of ['warehouse', undefined]) {
      expect(idsOf(await pagesOf(log, { clientId, since: NOON, until: NOON + 1 }))).toEqual(['b']);
      expect(idsOf(await pagesOf(log, { clientId, since: NOON + 2, until: NOON + 3 }))).toEqual([]);
    }
  });

  it('finds by account, tick and status, ticks as numbers and not as texts', async () => {
    const log = open();
    const accounts = [
      { account: 'A1', events: 2, firstTick: '9', lastTick: '10' },
      { account: 'A2', events: 1, firstTick: '100', lastTick: '77405618597879915' },
    ];
    await log.append(entry('c-1', { accounts }));
    await log.append(entry('c-2', { accounts: [], status: 'failed', to: NOON + 1 }));
    const found = async (what: Partial<AuditSearch>) => idsOf(await pagesOf(log, { ...WEEK, ...what }));
    expect(await found({ account: 'A1' })).toEqual(['c-1']);
    expect(await found({ account: 'A' })).toEqual([]);
    expect(await found({ tick: '10' })).toEqual(['c-1']);
    expect(await found({ tick: '11' })).toEqual([]);
    expect(await found({ tick: '77405618597879914' })).toEqual(['c-1']);
    expect(await found({ tick: '77405618597879914', account: 'A1' })).toEqual([]);
    expect(await found({ status: 'failed' })).toEqual(['c-2']);
  });

  it('gives all of what is more than one read', async () => {
    const log = open();
    const ids = Array.from({ length: 250 }, (_, index) => `c-${String(index).padStart(3, '0')}`);
    for (const entryId of ids) await log.append(entry(entryId, { accounts: [] }));
    for (const clientId of ['warehouse', undefined])
      expect(idsOf(await pagesOf(log, { ...WEEK, clientId }))).toEqual([...ids].reverse());
  });

  it('gives every entry once, page by page, the latest first, whatever is looked for', async () => {
    const anyEntry = fc.record({
      entryId: fc.stringMatching(/^[a-c]-[1-9]$/),
      clientId: fc.constantFrom('warehouse', 'partner'),
      to: fc.integer({ min: -60, max: 0 }).map((hours) => NOON + hours * HOUR),
      status: fc.constantFrom('processed' as const, 'failed' as const),
    });
    const anySearch = fc.record({
      clientId: fc.constantFrom('warehouse', undefined),
      status: fc.constantFrom('failed' as const, undefined),
      since: fc.integer({ min: -70, max: -30 }).map((hours) => NOON + hours * HOUR),
      until: fc.integer({ min: -30, max: 2 }).map((hours) => NOON + hours * HOUR),
    });
    const entries = fc.uniqueArray(anyEntry, { selector: ({ entryId }) => entryId, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(entries, anySearch, fc.integer({ min: 1, max: 4 }), async (some, search, limit) => {
        const log = open();
        const all = some.map(({ entryId, ...about }) => entry(entryId, about));
        for (const one of all) await log.append(one);
        const sought = all.filter((one) => isSought(one, search));
        const latestFirst = sought.sort((a, b) => b.to - a.to || (a.entryId < b.entryId ? 1 : -1));
        expect(idsOf(await pagesOf(log, search, limit))).toEqual(idsOf(latestFirst));
      }),
      { numRuns: 50 },
    );
  });
}
