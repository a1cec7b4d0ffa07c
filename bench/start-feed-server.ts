import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import path from 'node:path';

/**
 * `feed`: the log is in memory. `feed, from pages`: it lies in pages as in DynamoDB, which are read, unzipped and parsed. `bare`: `node:http` in
 * writes of 128 kB, made before. `write an event`: the same, each event by itself.
 */
export type FeedMode = 'feed' | 'feed, from pages' | 'bare' | 'write an event';

/** What a server is told. */
export type FeedCommand =
  | { readonly do: 'send'; readonly events: number }
  | { readonly do: 'pace'; readonly perSecond: number; readonly seconds: number }
  | { readonly do: 'tell' };

/** What a server has used since it was last told to send. */
export interface FeedUse {
  readonly cpuMs: number;
  readonly rssMb: number;
  /** Read request units since the server started, of the ends of the log and of its pages: with `feed, from pages`. */
  readonly endsUnits: number;
  readonly pageUnits: number;
}

/** A server in a process of its own. */
export class BenchFeed {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(mode: FeedMode): Promise<BenchFeed> {
    const child = fork(path.join(import.meta.dirname, 'feed-process.ts'), [mode], {
      execArgv: ['--expose-gc'],
    });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new BenchFeed(child, port);
  }

  /** Tells it to send so many events to every reader; resolves when it begins. */
  async send(events: number): Promise<void> {
    this.#child.send({ do: 'send', events } satisfies FeedCommand);
    await once(this.#child, 'message');
  }

  /** Tells it to send events as they come; resolves when the last is out. */
  async pace(perSecond: number, seconds: number): Promise<void> {
    this.#child.send({ do: 'pace', perSecond, seconds } satisfies FeedCommand);
    await once(this.#child, 'message');
  }

  async use(): Promise<FeedUse> {
    this.#child.send({ do: 'tell' } satisfies FeedCommand);
    const [use] = (await once(this.#child, 'message')) as [FeedUse];
    return use;
  }

  stop(): void {
    this.#child.disconnect();
  }
}

const LINE_FEED = 10;
/** No frame of an event is shorter. */
const LEAST_FRAME = 400;

/** A reader that does as little as can be done: counts the ends of frames as bytes go by, in one buffer. */
export class BenchReader {
  frames = 0;
  bytes = 0;
  /** Called with each piece that comes. */
  onPiece: (piece: Buffer) => void = () => {};
  readonly #socket: Socket;
  /** How many bytes of the next frame are not worth a look. */
  #skip = 0;
  #isAfterLineFeed = false;
  #awaited = Number.POSITIVE_INFINITY;
  #reached: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connected, and past the first frame, which says when to come again. */
  static async connect(port: number): Promise<BenchReader> {
    const buffer = Buffer.alloc(256 * 1024);
    let take: (piece: Buffer) => void = () => {};
    const callback = (length: number): boolean => {
      take(buffer.subarray(0, length));
      return true;
    };
    const socket = createConnection({ port, host: '127.0.0.1', onread: { buffer, callback } });
    const reader = new BenchReader(socket);
    take = (piece) => reader.#take(piece);
    await once(socket, 'connect');
    socket.write('GET /feed/changes HTTP/1.1\r\nHost: bench\r\n\r\n');
    await reader.until(1);
    [reader.frames, reader.bytes] = [0, 0];
    return reader;
  }

  /** Resolves when so many frames have come. */
  async until(frames: number): Promise<void> {
    if (this.frames >= frames) return;
    this.#awaited = frames;
    await new Promise<void>((resolve) => {
      this.#reached = resolve;
    });
    this.#awaited = Number.POSITIVE_INFINITY;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    this.bytes += piece.length;
    let at = this.#skip;
    if (this.#isAfterLineFeed && at === 0 && piece[0] === LINE_FEED) {
      this.frames += 1;
      at = 1 + LEAST_FRAME;
    }
    this.#isAfterLineFeed = false;
    while (at < piece.length) {
      at = piece.indexOf(LINE_FEED, at);
      if (at === -1) break;
      if (at === piece.length - 1) this.#isAfterLineFeed = true;
      if (piece[at + 1] === LINE_FEED) {
        this.frames += 1;
        at += 2 + LEAST_FRAME;
      } else at += 1;
    }
    this.#skip = at === -1 ? 0 : Math.max(0, at - piece.length);
    this.onPiece(piece);
    if (this.frames >= this.#awaited) this.#reached();
  }
}
