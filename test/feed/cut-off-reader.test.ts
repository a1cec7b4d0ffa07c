import { EventSource } from 'eventsource';
import { FeedTail } from '../../lambda/feed/feed-tail.ts';
import { openFeed } from '../../lambda/feed/open-feed.ts';
import { type StreamServer, startStreamServer } from '../../lambda/runtime/stream-server.ts';
import { chance } from '../support/chance.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { FeedWorld } from '../support/feed-world.ts';
import { recordingLogger } from '../support/gateway-event.ts';

const CHANGES = 10_000;
const CUTS = 250;
const ACCOUNTS = 97;
const PARTITIONS = 5;

/** A server of the feed, as after a start: it knows nothing of what was before. */
function started(world: FeedWorld): Promise<StreamServer> {
  const { log, ids, time, news } = world.options;
  const tail = new FeedTail({
    log,
    ids,
    time,
    news,
    keptBytes: 100_000,
    windowMs: 2,
    idleMs: 10,
    leadWithin: 300,
  });
  return startStreamServer({
    streams: ['/feed/changes'],
    open: (request) => openFeed({ ...world.options, tail }, request),
    commands: {},
    authorize: async () => ({
      ...{ outcome: 'allowed', subject: 's', clientId: 'reader' },
      ...{ roles: ['feed-reader'], expires: 8_000_000_000 },
    }),
    logger: recordingLogger(),
    clock: Date.now,
  });
}

/** What a client makes of the feed: the accounts as it last heard of them, and every event in its order. */
class Mirror {
  readonly accounts = new Map<string, number>();
  readonly seen: { readonly account: string; readonly n: number }[] = [];
  readonly source: EventSource;
  reconnects = 0;

  constructor(port: number, from: string) {
    this.source = new EventSource(`http://127.0.0.1:${port}/feed/changes?from=${from}`);
    for (const action of ['create', 'update', 'delete'])
      this.source.addEventListener(action, ({ type, data }) => this.#take(type, data));
    this.source.addEventListener('error', () => {
      this.reconnects += 1;
    });
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await pause(1);
  }

  #take(action: string, data: string): void {
    const { account_no, n } = JSON.parse(data.split('\n')[1] ?? '');
    this.seen.push({ account: account_no, n });
    if (action === 'delete') this.accounts.delete(account_no);
    else this.accounts.set(account_no, n);
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('a reader that is cut off again and again', () => {
  it('ends with what stands, and has had each account in order and nothing twice', async () => {
    const random = chance(5);
    const world = new FeedWorld({
      ...{ partitions: PARTITIONS, realTime: true },
      settings: { retryMs: 1, heartbeatMs: 5, connectionMs: 500 },
    });
    let server = await started(world);
    const proxy: CuttingProxy = await startCuttingProxy(server.port);
    const mirror = new Mirror(proxy.port, '1hour');
    const table = new Map<string, number>();
    let made = 0;

    const change = async (): Promise<void> => {
      made += 1;
      const account = String(Math.floor(random() * ACCOUNTS));
      const isKnown = table.has(account);
      const action = isKnown ? (random() < 0.1 ? 'delete' : 'update') : 'create';
      if (action === 'delete') table.delete(account);
      else table.set(account, made);
      const body = JSON.stringify({ account_no: account, n: made });
      await world.change(account, { action, partition: Number(account) % PARTITIONS, body });
    };
    const restart = async (): Promise<void> => {
      await server.close();
      server = await started(world);
      proxy.target = server.port;
    };

    for (let cut = 0; cut < CUTS; cut += 1) {
      while (made < (CHANGES / CUTS) * (cut + 1)) {
        await change();
        if (random() < 0.1) await pause(random() * 3);
      }
      const { reconnects } = mirror;
      if (random() < 0.1) await restart();
      else if (proxy.cut() === 0) await mirror.until(() => proxy.cut() > 0);
      await mirror.until(() => mirror.reconnects > reconnects);
    }
    await mirror.until(() => mirror.seen.length >= CHANGES);
    mirror.source.close();
    await proxy.close();
    await server.close();

    expect(mirror.reconnects).toBeGreaterThanOrEqual(CUTS);
    expect([...mirror.accounts].sort()).toEqual([...table].sort());
    expect(mirror.seen).toHaveLength(CHANGES);
    for (const events of Map.groupBy(mirror.seen, ({ account }) => account).values()) {
      const ns = events.map(({ n }) => n);
      expect(ns).toEqual(ns.toSorted((a, b) => a - b));
    }
    // Whatever becomes of connections, nobody is left in the tail.
    expect(world.ends.every(({ reason }) => reason !== 'failed')).toBe(true);
  });
});
