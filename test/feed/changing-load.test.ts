import type { RecordWalk } from '../../lambda/domain/record-walk.ts';
import { loadedObject } from '../../lambda/model/feed/render-feed-object.ts';
import { chance } from '../support/chance.ts';
import { type FeedReader, FeedWorld } from '../support/feed-world.ts';

/** The size that is promised: `LOAD_RECORDS=100000 npx jest test/feed/changing-load --selectProjects unit -t '\(1\)' --testTimeout=300000`, a minute. */
const RECORDS = Number(process.env.LOAD_RECORDS ?? 1_200);
const keyOf = (n: number) => ({ owner: `Customer#${n}`, type: 'Customer', id: String(n) });

/** A walk that finds its place at once, however many customers there are: they are looked up one by one, by number. */
function walkByNumber({ store }: Pick<FeedWorld, 'store'>, numbers: number): RecordWalk {
  return {
    page: async ({ after = '0', limit = 1_000 }) => {
      const end = Math.min(Number(after) + limit, numbers);
      const keys = Array.from({ length: end - Number(after) }, (_, index) => keyOf(Number(after) + index));
      const records = (await store.records(keys)).flatMap((record) => record ?? []);
      return { records, ...(end < numbers && { next: String(end) }) };
    },
  };
}

/** Customers that change, in the store and, some time later, in the feed log. */
class ChangingCustomers {
  readonly world = new FeedWorld({ partitions: 3 });
  readonly #random: () => number;
  #unlogged: (() => Promise<unknown>)[] = [];
  #count = 0;

  constructor(seed: number) {
    this.#random = chance(seed);
    Object.assign(this.world.options, { walk: walkByNumber(this.world, Math.ceil(RECORDS * 1.1)) });
  }

  async change(n: number): Promise<void> {
    const { store, time } = this.world;
    const key = keyOf(n);
    const [known] = await store.records([key]);
    const action = known === undefined ? 'insert' : this.#random() < 0.3 ? 'delete' : 'replace';
    this.#count += 1;
    const fields = { 'Object Type': 'Customer', id: key.id, customerID: key.id, note: String(this.#count) };
    await store.commit(
      { owners: [key.owner], deadline: time.now + 1000 },
      {
        plan: async () => ({ changes: [action === 'delete' ? { action, key } : { action, key, fields }] }),
        answer: () => ({}),
      },
    );
    const [record = known] = await store.records([key]);
    const object = record && loadedObject(record);
    if (object === undefined) throw new Error('the feed does not show it');
    const { header, body } = object;
    const feedAction = ({ insert: 'create', replace: 'update', delete: 'delete' } as const)[action];
    const about = { type: 'Customer', action: feedAction, partition: n % 3, header, body };
    this.#unlogged.push(() => this.world.change(key.owner, about));
  }

  async changeSome(): Promise<void> {
    for (let n = 0; n < 30; n += 1) await this.change(Math.floor(this.#random() * RECORDS * 1.1));
    // The indexer is behind, and then it is not.
    while (this.#unlogged.length > 60 || (this.#unlogged.length > 0 && this.#random() < 0.4))
      await this.#unlogged.shift()?.();
  }

  async logAll(): Promise<void> {
    for (const log of this.#unlogged.splice(0)) await log();
  }

  random(): number {
    return this.#random();
  }
}

/** What a client has in its table. */
class Copy {
  readonly objects = new Map<string, string>();

  take(events: FeedReader['parser']['events']): void {
    for (const { event, data } of events) {
      const [header = '', body = ''] = data.split('\n');
      if (event === 'load-complete') continue;
      const ref = JSON.stringify(JSON.parse(header).ref);
      if (event === 'delete') this.objects.delete(ref);
      else this.objects.set(ref, body);
    }
  }
}

describe('a load of records that change all the while', () => {
  it.each([1, 2, 3])(
    'ends, with the changes behind it, at what stands, cut off or not (%i)',
    async (seed) => {
      const customers = new ChangingCustomers(seed);
      const { world } = customers;
      for (let n = 0; n < RECORDS; n += 1) await customers.change(n);
      // Nothing of this is in the changes behind the load, to make up for what it leaves out.
      await customers.logAll();
      const copy = new Copy();
      let lastEventId = '';
      let isComplete = false;
      while (!isComplete) {
        const reader = await world.connect({ path: '/feed/load', lastEventId });
        const pulls = 1 + Math.floor(customers.random() * 3);
        for (let pull = 0; pull < pulls && !reader.ended; pull += 1) {
          await reader.pull();
          await customers.changeSome();
        }
        // Of what came, a part was taken before the client was cut off.
        const { events } = reader.parser;
        const taken = reader.ended ? events : events.slice(0, Math.ceil(customers.random() * events.length));
        copy.take(taken);
        lastEventId = taken.at(-1)?.lastEventId ?? lastEventId;
        isComplete = taken.at(-1)?.event === 'load-complete';
        await reader.close();
      }
      await customers.logAll();
      const ends = (await world.log.ends()).latest;
      const changes = await world.connect({ lastEventId });
      while (changes.parser.lastEventId !== world.ids.of(ends)) {
        await changes.pull();
      }
      copy.take(changes.parser.events);
      const standing = world.store.standing().flatMap((record) => loadedObject(record) ?? []);
      const expected = standing.map(
        ({ header, body }) => [JSON.stringify(JSON.parse(header).ref), body] as const,
      );
      expect(copy.objects.size).toBe(expected.length);
      expect([...copy.objects].sort()).toEqual([...expected].sort());
    },
  );
});
