import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import path from 'node:path';

/** The feed; bare `node:http` in large writes; the same with a write an event. */
export type FeedMode = 'feed' | 'bare' | 'write an event';

/** What a server is told. */
export type FeedCommand = { readonly do: 'send'; readonly events: number } | { readonly do: 'tell' };

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

/** A reader that does as little as can be done: counts frames as bytes go by. */
export class BenchReader {
  frames = 0;
  bytes = 0;
  /** Called with each piece that comes. */
  onPiece: (piece: Buffer) => void = () => {};
  readonly #socket: Socket;
  #waiting: (() => void) | undefined;
  #wanted = Number.POSITIVE_INFINITY;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => {
      this.bytes += piece.length;
      for (let at = piece.indexOf(FRAME_END); at !== -1; at = piece.indexOf(FRAME_END, at + 2)) this.frames += 1;
      this.onPiece(piece);
      if (this.frames >= this.#wanted) this.#waiting?.();
    });
  }

  /** Connected, and past the first frame, which says when to come again. */
  static async connect(port: number): Promise<BenchReader> {
    const socket = createConnection(port, '127.0.0.1');
    await once(socket, 'connect');
    const reader = new BenchReader(socket);
    socket.write('GET /feed/changes HTTP/1.1\r\nHost: bench\r\n\r\n');
    await once(socket, 'data');
    return reader;
  }

  /** Resolves when about so many frames have come in all: one whose end lies in two pieces is missed. */
  async until(bytes: () => boolean): Promise<void> {
    while (!bytes()) await once(this.#socket, 'data');
  }

  close(): void {
    this.#socket.destroy();
  }
}
