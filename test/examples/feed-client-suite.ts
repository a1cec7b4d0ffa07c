import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FEED_RETENTION_MS } from '../../lambda/domain/feed-log.ts';
import { ConsumerProcess, type Example } from './consumer-process.ts';
import { CLIENT, FeedClientWorld, objectsIn } from './feed-client-world.ts';

const PATIENCE_MS = 40_000;

/** What every feed client under examples/ must do, tried against the feed's own server. */
export function describeFeedClient(example: Example): void {
  let folder: string;
  let world: FeedClientWorld;
  let clients: ConsumerProcess[];
  const database = () => join(folder, 'feed.sqlite');

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-feed-client-'));
    clients = [];
    world = await FeedClientWorld.start();
  });

  afterEach(async () => {
    for (const client of clients) client.signal('SIGKILL');
    await Promise.all(clients.map((client) => client.ended()));
    await world.close();
    rmSync(folder, { recursive: true });
  });

  function start(...args: string[]): ConsumerProcess {
    const client = new ConsumerProcess(
      example,
      ['--feed-url', world.url, '--token-url', `${world.url}/token`, '--database', database(), ...args],
      { env: { FEED_CLIENT_ID: CLIENT.id, FEED_CLIENT_SECRET: CLIENT.secret } },
    );
    clients.push(client);
    return client;
  }

  /** Resolves when the client has what stands. */
  async function untilEqual(client: ConsumerProcess): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!isEqual()) {
      if (Date.now() > deadline) {
        const has = existsSync(database()) ? objectsIn(database()).size : 0;
        throw new Error(
          `${has} of ${world.standing().size} objects, or not all as they stand; ${client.errors}`,
        );
      }
      await pause(25);
    }
  }

  function isEqual(): boolean {
    if (!existsSync(database())) return false;
    try {
      const [has, stands] = [objectsIn(database()), world.standing()];
      return has.size === stands.size && [...stands].every(([ref, body]) => has.get(ref) === body);
    } catch {
      // The client is only just making its tables.
      return false;
    }
  }

  it('loads, follows, and loses nothing while it is cut off and killed', async () => {
    for (let id = 1; id <= 60; id += 1) await world.put(String(id), { orgName: `Zürich ☂ ${id}` });
    let client = start();
    await untilEqual(client);
    for (let round = 0; round < 12; round += 1) {
      for (let id = 1 + round; id <= 60; id += 7) await world.put(String(id), { orgName: `round ${round}` });
      await world.remove(String(1 + round * 3));
      if (round % 4 === 1) {
        client.signal('SIGKILL');
        await client.ended();
        client = start();
      } else if (round % 2 === 0) world.cutOff();
      if (round === 6) world.fail(503, 2);
    }
    await untilEqual(client);
    client.signal('SIGTERM');
    expect(await client.ended()).toBe(0);
    expect(world.resumedFrom.length).toBeGreaterThan(0);
    expect(world.feed.failures).toEqual([]);
  });

  it('goes on with a load that was cut off in its middle, and deletes what is gone meanwhile', async () => {
    for (let id = 1; id <= 600; id += 1) await world.put(String(id), { orgName: 'x'.repeat(400) });
    // About 60 of the objects each time.
    world.cutOffAfter(40_000, 5);
    const client = start();
    await world.untilResumed(5);
    await world.remove('17');
    await world.put('18', { orgName: 'changed while the load ran' });
    await untilEqual(client);
  });

  it('gets a new token when its own is refused, and says what it is refused for good', async () => {
    await world.put('1');
    const client = start();
    await untilEqual(client);
    world.revokeTokens();
    world.cutOff();
    await world.put('2');
    await untilEqual(client);
    expect(world.tokens).toBe(2);
    world.fail(403, 1_000);
    world.cutOff();
    expect(await client.ended()).toBe(1);
    expect(client.errors).toContain('403');
  });

  it('loads again when it was away for longer than the feed keeps events', async () => {
    await world.put('1');
    await world.put('2');
    const client = start();
    await untilEqual(client);
    client.signal('SIGTERM');
    expect(await client.ended()).toBe(0);
    await world.remove('1');
    await world.put('3');
    world.feed.aheadMs = FEED_RETENTION_MS + 1;
    const again = start('--until-idle', '1');
    expect(await again.ended()).toBe(0);
    expect(again.errors).toContain('loading again');
    expect([...objectsIn(database())].sort()).toEqual([...world.standing()].sort());
  });

  it('explains its options', async () => {
    const help = new ConsumerProcess(example, ['--help']);
    const wrong = new ConsumerProcess(example, ['--feed-url', 'http://127.0.0.1']);
    expect(await help.ended()).toBe(0);
    expect(help.lines.join('\n')).toMatch(/--feed-url[\s\S]*--outputs[\s\S]*--until-idle/);
    expect(await wrong.ended()).toBe(2);
  });
}
