import fc from 'fast-check';
import type { RecordStore } from '../../lambda/domain/commit.ts';
import { exactNumber, stringifyJson } from '../../lambda/domain/json.ts';
import type { Change, RecordKey, StoredRecord } from '../../lambda/domain/record.ts';
import { type RecordWalk, type WalkRequest, walkRecords } from '../../lambda/domain/record-walk.ts';

/** A walk, and the store whose records it goes through, empty at first. */
export interface RecordWalkUnderTest {
  readonly walk: RecordWalk;
  readonly store: RecordStore;
}

const SEGMENTS = 3;

/** Every adapter of the port `RecordWalk` keeps these promises. `open` makes a new, empty store. */
export function describeRecordWalk(open: () => Promise<RecordWalkUnderTest>): void {
  it('sees every record of the types once, in all segments together', async () => {
    const test = await open();
    await insert(test, ...customers(40), segmentKey('A'), segmentKey('B'));
    expect(await idsOf(test, ['Customer'])).toEqual(
      customers(40)
        .map(({ id }) => id)
        .sort(),
    );
    expect(await idsOf(test, ['Segment'])).toEqual(['A', 'B']);
    expect(await idsOf(test, ['Segment', 'Customer'])).toHaveLength(42);
    expect(await idsOf(test, ['Custom'])).toEqual([]);
  });

  it('gives a record as it stands, digit for digit, with its key', async () => {
    const test = await open();
    const key = { owner: 'Customer#7/ä #', type: 'Customer', id: '7/ä #' };
    await insert(test, key);
    const found = await all(test, { types: ['Customer'], segments: 1 });
    expect(found.map((record) => record.key)).toEqual([key]);
    expect(stringifyJson(found[0]?.fields ?? {})).toBe(
      stringifyJson((await test.store.records([key]))[0]?.fields ?? {}),
    );
    expect(stringifyJson(found[0]?.fields.id ?? null)).toBe('77405618597879914');
  });

  it('leaves out what has been deleted', async () => {
    const test = await open();
    const [first = segmentKey(''), ...others] = customers(5);
    await insert(test, first, ...others);
    await change(test, [{ action: 'delete', key: first }]);
    expect(await idsOf(test, ['Customer'])).toEqual(others.map(({ id }) => id).sort());
  });

  it('begins and ends at once where there is nothing', async () => {
    const { walk } = await open();
    expect(await walk.page({ types: ['Customer'], segment: 0, segments: 1 })).toEqual({ records: [] });
  });

  it('goes on at any place, whatever the size of the pages', async () => {
    const test = await open();
    await insert(test, ...customers(20), segmentKey('A'));
    const whole = await all(test, { types: ['Customer'], segments: SEGMENTS });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (limits) => {
        const seen: StoredRecord[] = [];
        for (let segment = 0; segment < SEGMENTS; segment += 1) {
          let [after, pages]: [string | undefined, number] = [undefined, 0];
          do {
            const limit = limits[pages++ % limits.length];
            const page = await test.walk.page({
              types: ['Customer'],
              segment,
              segments: SEGMENTS,
              after,
              limit,
            });
            expect(page.records.length).toBeLessThanOrEqual(limit ?? 0);
            expect(page.next ?? '').toMatch(/^[\x21-\x7e]*$/);
            seen.push(...page.records);
            after = page.next;
          } while (after !== undefined);
        }
        expect(seen).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('sees what stands all the time once, though others come, change and go in between', async () => {
    const test = await open();
    const standing = customers(30);
    await insert(test, ...standing);
    const seen: string[] = [];
    let came = 100;
    for (let segment = 0; segment < SEGMENTS; segment += 1)
      for await (const { key } of walkRecords(test.walk, {
        types: ['Customer'],
        segment,
        segments: SEGMENTS,
        limit: 2,
      })) {
        seen.push(key.id);
        await insert(test, customer(came));
        await change(test, [{ action: 'update', key, fields: { seen: true } }]);
        if (came % 2 === 0) await change(test, [{ action: 'delete', key: customer(came) }]);
        came += 1;
        if (came > 200) break;
      }
    for (const { id } of standing) expect(seen.filter((other) => other === id)).toEqual([id]);
  });

  it.each(['', 'x', '%', 'a/b/c', '%zz/1', '/', 'a/', '/b', '\u0000'])(
    'refuses the place %j',
    async (after) => {
      const { walk } = await open();
      await expect(walk.page({ types: ['Customer'], segment: 0, segments: 2, after })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
      });
    },
  );

  it('refuses a place of another segment', async () => {
    const test = await open();
    await insert(test, ...customers(20));
    const { next } = await test.walk.page({ types: ['Customer'], segment: 0, segments: 2, limit: 1 });
    await expect(
      test.walk.page({ types: ['Customer'], segment: 1, segments: 2, after: next }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
}

function customer(number: number): RecordKey {
  return { owner: `Customer#${number}`, type: 'Customer', id: String(number) };
}

function customers(count: number): readonly RecordKey[] {
  return Array.from({ length: count }, (_, index) => customer(index + 1));
}

function segmentKey(id: string): RecordKey {
  return { owner: `Segment#${id}`, type: 'Segment', id };
}

async function insert(test: RecordWalkUnderTest, ...keys: readonly RecordKey[]): Promise<void> {
  const fields = {
    id: exactNumber('77405618597879914'),
    none: null,
    list: [{ amount: exactNumber('1325.5') }],
  };
  await change(
    test,
    keys.map((key) => ({ action: 'insert', key, fields })),
  );
}

async function change({ store }: RecordWalkUnderTest, changes: readonly Change[]): Promise<void> {
  const owners = [...new Set(changes.map(({ key }) => key.owner))];
  await store.commit(
    { owners, deadline: Number.MAX_SAFE_INTEGER },
    { plan: async () => ({ changes }), answer: () => ({}) },
  );
}

async function all(
  { walk }: RecordWalkUnderTest,
  { segments, ...request }: Omit<WalkRequest, 'segment'>,
): Promise<readonly StoredRecord[]> {
  const found: StoredRecord[] = [];
  for (let segment = 0; segment < segments; segment += 1)
    for await (const record of walkRecords(walk, { ...request, segment, segments })) found.push(record);
  return found;
}

async function idsOf(test: RecordWalkUnderTest, types: readonly string[]): Promise<readonly string[]> {
  const found = await all(test, { types, segments: SEGMENTS });
  return found.map(({ key }) => key.id).sort();
}
