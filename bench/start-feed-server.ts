import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import path from 'node:path';

/** The feed; bare `node:http` in large writes; the same with a write an event. */
export type FeedMode = 'feed' | 'bare' | 'write an event';

/** What a server is told. */
export type FeedCommand =
  | { readonly do: 'send'; readonly events: number }
  | { readonly do: 'pace'; readonly perSecond: number; readonly seconds: number }
  | { readonly do: 'tell' };

/** What a server has used since it was last told to send. */
export interface FeedUse {
  readonly cpuMs: number;
  readonly rssMb: number;
  /** Reads of the log since the server started. */
  readonly endsReads: number;
  readonly eventReads: number;
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

const FRAME_END = Buffer.from('\n\n');
const LINE_FEED = 10;

/** A reader that does as little as can be done: counts the ends of frames as bytes go by. */
export class BenchReader {
  frames = 0;
  bytes = 0;
  /** Called with each piece that comes. */
  onPiece: (piece: Buffer) => void = () => {};
  readonly #socket: Socket;
  #isAfterLineFeed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connected, and past the first frame, which says when to come again. */
  static async connect(port: number): Promise<BenchReader> {
    const socket = createConnection(port, '127.0.0.1');
    const reader = new BenchReader(socket);
    socket.on('data', (piece: Buffer) => reader.#take(piece));
    await once(socket, 'connect');
    socket.write('GET /feed/changes HTTP/1.1\r\nHost: bench\r\n\r\n');
    await reader.until(1);
    [reader.frames, reader.bytes] = [0, 0];
    return reader;
  }

  /** Resolves when so many frames have come. */
  async until(frames: number): Promise<void> {
    while (this.frames < frames) await once(this.#socket, 'data');
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.#isAfterLineFeed && piece[0] === LINE_FEED) this.frames += 1;
    for (let at = piece.indexOf(FRAME_END); at !== -1; at = piece.indexOf(FRAME_END, at + 2))
      this.frames += 1;
    this.#isAfterLineFeed = piece.at(-1) === LINE_FEED && piece.at(-2) !== LINE_FEED;
    this.onPiece(piece);
  }
}
