import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { isJsonObject, type JsonObject } from '../../lambda/domain/json.ts';
import { type Fields, RECORD_ATTRIBUTES, type RecordKey } from '../../lambda/domain/record.ts';
import { eventTimestamp } from '../../lambda/domain/timestamp.ts';
import { openFeed } from '../../lambda/feed/open-feed.ts';
import { feedObject, loadedObject } from '../../lambda/model/feed/render-feed-object.ts';
import { type StreamServer, startStreamServer } from '../../lambda/runtime/stream-server.ts';
import { eventOfRecord } from '../support/event-of-record.ts';
import { FeedWorld } from '../support/feed-world.ts';

/** What the token server asks for and gives. */
export const CLIENT = { id: 'feed reader', secret: 'a/secret:with+signs' };

/** A record store and its feed, served over HTTP with tokens, that can be cut off. */
export class FeedClientWorld {
  readonly feed = new FeedWorld({
    realTime: true,
    partitions: 3,
    settings: { retryMs: 20, heartbeatMs: 100 },
  });
  tokens = 0;
  /** How often a token was refused. */
  refused = 0;
  /** Ids that streams were resumed from. */
  readonly resumedFrom: string[] = [];
  readonly #valid = new Set<string>();
  readonly #sockets = new Set<Socket>();
  #server: StreamServer | undefined;
  #proxy: Server | undefined;
  #cut = { bytes: 0, times: 0 };
  #failNext: { readonly status: number; times: number } | undefined;

  static async start(): Promise<FeedClientWorld> {
    const world = new FeedClientWorld();
    world.#server = await startStreamServer({
      streams: ['/feed/changes', '/feed/load'],
      open: (request) => {
        const id = request.headers['last-event-id'] ?? request.query.lastEventId?.[0];
        if (id !== undefined) world.resumedFrom.push(id);
        return openFeed(world.feed.options, request);
      },
      commands: {},
      authorize: async (header) => world.#authorized(header),
      logger: { error: (_message, fields) => world.feed.failures.push(fields) },
      clock: world.feed.now,
    });
    await world.#startFront();
    return world;
  }

  get url(): string {
    const { port } = (this.#proxy?.address() ?? { port: 0 }) as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Puts a customer, or replaces it, and logs the event. */
  async put(id: string, about: JsonObject = {}): Promise<void> {
    const key = { owner: `Customer#${id}`, type: 'Customer', id };
    const [known] = await this.feed.store.records([key]);
    const now = eventTimestamp(Date.now());
    const fields = { ...about, customerID: id, id, 'Object Type': 'Customer', Created: now, Modified: now };
    await this.#commit(key, known === undefined ? 'insert' : 'update', fields);
    const [stands] = await this.feed.store.records([key]);
    await this.#log(key, known === undefined ? 'insert' : 'update', stands?.fields ?? {});
  }

  async remove(id: string): Promise<void> {
    const key = { owner: `Customer#${id}`, type: 'Customer', id };
    const [known] = await this.feed.store.records([key]);
    const tick = await this.#commit(key, 'delete', {});
    await this.#log(key, 'delete', { ...known?.fields, ...tick });
  }

  /** Every connection breaks off, in the middle of whatever it was. */
  cutOff(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The next `times` streams break off after so many bytes. */
  cutOffAfter(bytes: number, times: number): void {
    this.#cut = { bytes, times };
  }

  /** The next answers have this status, and nothing behind it. */
  fail(status: number, times: number): void {
    this.#failNext = { status, times };
  }

  /** Resolves when streams have been resumed so often. */
  async untilResumed(times: number): Promise<void> {
    while (this.resumedFrom.length < times) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** No token that was given out is good any more. */
  revokeTokens(): void {
    this.#valid.clear();
  }

  /** What stands, as the clients should have it: by type and ids. */
  standing(): ReadonlyMap<string, string> {
    const objects = this.feed.store.standing().flatMap((record) => loadedObject(record) ?? []);
    return new Map(objects.map(({ header, body }) => [refOf(header), body]));
  }

  async close(): Promise<void> {
    this.cutOff();
    await this.#server?.close();
    await new Promise((resolve) => this.#proxy?.close(resolve));
  }

  async #commit(key: RecordKey, action: 'insert' | 'update' | 'delete', fields: Fields): Promise<JsonObject> {
    const change = action === 'delete' ? { action, key } : { action, key, fields };
    const { answer } = await this.feed.store.commit(
      { owners: [key.owner], deadline: Date.now() + 10_000 },
      {
        plan: async () => ({ changes: [change] }),
        answer: ({ changes, transactionId }) => ({
          [RECORD_ATTRIBUTES.tick]: JSON.rawJSON(changes[0]?.tick ?? '0'),
          [RECORD_ATTRIBUTES.transactionId]: transactionId,
        }),
      },
    );
    return answer;
  }

  async #log(key: RecordKey, action: 'insert' | 'update' | 'delete', fields: Fields): Promise<void> {
    const event = { ...eventOfRecord(fields), _action: action };
    const rendered = feedObject(event, { owner: key.owner, receivedAt: Date.now() });
    if (rendered === undefined) throw new Error('a customer has no object');
    await this.feed.change(key.owner, {
      ...rendered,
      eventId: randomUUID(),
      partition: Number(key.id) % 3,
    });
  }

  async #authorized(header: string | undefined) {
    const token = header?.replace(/^Bearer /, '') ?? '';
    if (!this.#valid.has(token)) {
      this.refused += 1;
      return { outcome: 'refused' } as const;
    }
    const caller = { subject: 'reader', clientId: 'reader', roles: ['feed-reader'] } as const;
    return { outcome: 'allowed', ...caller, expires: this.feed.now() / 1000 + 300 } as const;
  }

  /** One address for the token server and the feed; its connections are what is cut off. */
  async #startFront(): Promise<void> {
    const proxy = createServer(async (request, response) => {
      if (request.url === '/token') {
        const user = `${encodeURIComponent(CLIENT.id)}:${encodeURIComponent(CLIENT.secret)}`;
        const isRight =
          request.headers.authorization === `Basic ${Buffer.from(user).toString('base64')}` ||
          request.headers.authorization ===
            `Basic ${Buffer.from(user.replaceAll('%3A', ':')).toString('base64')}`;
        this.tokens += 1;
        const token = `token-${this.tokens}`;
        this.#valid.add(token);
        request.resume();
        response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(isRight ? { access_token: token, expires_in: 3600 } : { error: 'invalid_client' }),
        );
        return;
      }
      if (this.#failNext !== undefined && this.#failNext.times > 0) {
        this.#failNext.times -= 1;
        response.writeHead(this.#failNext.status).end('{"detail":"injected"}');
        return;
      }
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      try {
        const answer = await fetch(`http://127.0.0.1:${this.#server?.port}${request.url}`, {
          headers: request.headers as Record<string, string>,
          signal: gone.signal,
        });
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        const end = this.#cut.times > 0 ? this.#cut.bytes : Number.POSITIVE_INFINITY;
        this.#cut.times -= 1;
        let sent = 0;
        for await (const chunk of answer.body ?? []) {
          response.write(chunk.subarray(0, end - sent));
          sent += chunk.length;
          if (sent >= end) break;
        }
        if (sent >= end) await new Promise((resolve) => response.write('', resolve));
        if (sent >= end) response.destroy();
        else response.end();
      } catch {
        response.destroy();
      }
    });
    proxy.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', () => resolve()));
    this.#proxy = proxy;
  }
}

/** What a client's database holds, by type and ids. */
export function objectsIn(file: string): ReadonlyMap<string, string> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('SELECT type, ids, body FROM objects').all();
    return new Map(rows.map(({ type, ids, body }) => [`${type} ${ids}`, String(body)]));
  } finally {
    database.close();
  }
}

function refOf(header: string): string {
  const { ref } = JSON.parse(header);
  if (!isJsonObject(ref.ids)) throw new Error('a header without ids');
  return `${ref.type} ${JSON.stringify(ref.ids)}`;
}
