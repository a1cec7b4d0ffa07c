import { EventSource } from 'eventsource';
import { DynamoDbRecordWalk } from '../../lambda/adapters/dynamodb/dynamodb-record-walk.ts';
import { walkRecords } from '../../lambda/domain/record-walk.ts';
import { loadedObject } from '../../lambda/model/feed/render-feed-object.ts';
import { chance } from '../support/chance.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { FeedChain } from '../support/feed-chain.ts';
import { FeedSite } from '../support/feed-site.ts';
import { type MadeChange, RandomRecords } from '../support/random-records.ts';

const CHANGES = 10_000;
const CUTS = 250;
const OWNERS = 97;
const PARTITIONS = 5;

/** What a client makes of the feed: the objects as it last heard of them, and every event in its order. */
class Mirror {
  readonly objects = new Map<string, string>();
  readonly seen: (MadeChange & { readonly id: string })[] = [];
  readonly source: EventSource;
  reconnects = 0;
  /** The status of an answer that is no stream: such a client does not come again. */
  refused: number | undefined;

  constructor(port: number, from: string) {
    this.source = new EventSource(`http://127.0.0.1:${port}/feed/changes?from=${from}`);
    for (const action of ['create', 'update', 'delete'] as const)
      this.source.addEventListener(action, ({ data, lastEventId }) => this.#take(action, data, lastEventId));
    this.source.addEventListener('error', ({ code }) => {
      this.reconnects += 1;
      this.refused ??= code;
    });
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      expect(this.refused).toBeUndefined();
      await pause(1);
    }
  }

  #take(action: MadeChange['action'], data: string, id: string): void {
    const [header = '', body = ''] = data.split('\n');
    const ref = refOf(header);
    this.seen.push({ action, ref, version: JSON.parse(body).version, id });
    if (action === 'delete') this.objects.delete(ref);
    else this.objects.set(ref, body);
  }
}

function refOf(header: string): string {
  const { type, ids } = JSON.parse(header).ref;
  return `${type} ${ids.customer_id ?? ids.retail_transaction_id}`;
}

/** Whose a record is, from its ref: `Transaction 12-2` is of customer 12. */
function ownerOf({ ref }: MadeChange): string {
  return `Customer#${ref.split(/[ -]/)[1]}`;
}

async function table(records: RandomRecords): Promise<Map<string, string>> {
  const walk = new DynamoDbRecordWalk({
    client: records.fake.client(),
    table: records.fake.tables.records,
  });
  const objects = new Map<string, string>();
  const types = ['Customer', 'Transaction'];
  for await (const record of walkRecords(walk, { segment: 0, segments: 1, types })) {
    const object = loadedObject(record);
    if (object !== undefined) objects.set(refOf(object.header), object.body);
  }
  return objects;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('a reader that is cut off again and again, at the end of a chain of which every link fails', () => {
  it('ends with what stands in the table, and has had each account in order', async () => {
    const random = chance(5);
    const records = new RandomRecords({ random, owners: OWNERS });
    const chain = new FeedChain({ records: records.fake, random, partitions: PARTITIONS });
    const site = new FeedSite({
      ...{ records: records.fake, feed: chain.feed },
      settings: { retryMs: 1, heartbeatMs: 5, connectionMs: 500 },
      tail: { keptBytes: 100_000, windowMs: 2, idleMs: 10, leadWithin: 300 },
    });
    // There is something to begin with.
    await records.change();
    await chain.publish();
    while (await chain.index());
    let server = await site.start();
    const proxy: CuttingProxy = await startCuttingProxy(server.port);
    const mirror = new Mirror(proxy.port, '1hour');
    const restart = async (): Promise<void> => {
      await server.close();
      server = await site.start();
      proxy.target = server.port;
    };

    for (let cut = 0; cut < CUTS; cut += 1) {
      while (records.count < (CHANGES / CUTS) * (cut + 1)) await records.change();
      if (random() < 0.1) chain.reshard();
      if (random() < 0.6) await chain.publish();
      for (let batches = random() * 3; batches > 1; batches -= 1) await chain.index();
      const { reconnects } = mirror;
      if (random() < 0.1) await restart();
      // Whoever has just been cut off is between two connections: the next one is cut, too.
      await mirror.until(() => proxy.cut() === 0 && mirror.reconnects > reconnects);
    }
    await chain.finish();
    const made = [...records.made.values()].flat();
    await mirror.until(() => new Set(mirror.seen.map(({ id }) => id)).size >= made.length);
    mirror.source.close();
    await proxy.close();
    await server.close();

    expect(made.length).toBeGreaterThanOrEqual(CHANGES);
    expect(mirror.reconnects).toBeGreaterThanOrEqual(CUTS);
    expect([...mirror.objects].sort()).toEqual([...(await table(records))].sort());
    // What came twice came with the same id, and counts once.
    const once = [...new Map(mirror.seen.map((event) => [event.id, event])).values()];
    const seen = Map.groupBy(once, ownerOf);
    expect(seen.size).toBe(records.made.size);
    for (const [owner, events] of seen)
      expect(events.map(({ id, ...event }) => event)).toEqual(records.made.get(owner));
    expect(site.failures).toEqual([]);
    // Whatever becomes of connections, nobody is left in the tail.
    expect(site.ends.every(({ reason }) => reason !== 'failed')).toBe(true);
  }, 120_000);
});
