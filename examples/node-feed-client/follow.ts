import { setTimeout as pause } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import type { FeedAccess } from './feed-access.ts';
import type { FeedDatabase } from './feed-database.ts';

const EVENTS = ['load', 'load-complete', 'create', 'update', 'delete'] as const;
const LONGEST_PAUSE_MS = 30_000;

/** What following the feed needs, and when it ends by itself. */
export interface Following {
  readonly access: FeedAccess;
  readonly database: FeedDatabase;
  readonly signal: AbortSignal;
  /** Ends when nothing has come for so long. */
  readonly untilIdleMs: number | undefined;
}

/** How one EventSource came to its end: `again` with a new one, for the stream that is due. */
type Ending = 'again' | 'stopped' | { readonly refused: string };

/**
 * Reads until the signal, or until nothing has come for a while. The EventSource reconnects by itself with the id of the last event;
 * where the feed refuses that, a new one is made. Throws what the feed refused for good.
 */
export async function follow(following: Following): Promise<void> {
  // The EventSource's own timer, by which it comes again, keeps no process alive.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await listenAgain(following);
  } finally {
    clearInterval(alive);
  }
}

async function listenAgain(following: Following): Promise<void> {
  for (let refusals = 0; ; ) {
    const { ending, came } = await listen(following);
    if (ending === 'stopped') return;
    if (ending !== 'again') throw new Error(ending.refused);
    refusals = came ? 0 : refusals + 1;
    const longest = refusals === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(refusals, 10));
    await pause(Math.random() * longest, undefined, { signal: following.signal }).catch(() => undefined);
    if (following.signal.aborted) return;
  }
}

async function listen({ access, database, signal, untilIdleMs }: Following) {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let came = false;
  let ending: Ending = 'again';
  const source = new EventSource(access.url(database.stream, database.lastId), {
    fetch: async (input, init) => {
      const answer = await fetch(input, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${await access.token()}` },
      });
      // The EventSource tries again after most failures by itself; what it gives up is judged here.
      if (answer.status === 200) {
        access.accept();
        return answer;
      }
      ending = judge({ status: answer.status, problem: await answer.text() }, { access, database });
      return new Response(null, { status: answer.status });
    },
  });
  const stop = () => resolve('stopped');
  let idle = timer(untilIdleMs, stop);
  for (const event of EVENTS)
    source.addEventListener(event, ({ data, lastEventId }) => {
      clearTimeout(idle);
      idle = timer(untilIdleMs, stop);
      came = true;
      try {
        database.apply({ event, data, id: lastEventId });
      } catch (error) {
        resolve({ refused: String(error) });
      }
      if (event === 'load-complete') resolve('again');
    });
  source.addEventListener('error', () => {
    if (source.readyState === source.CLOSED) resolve(ending);
  });
  signal.addEventListener('abort', stop);
  try {
    return { ending: signal.aborted ? 'stopped' : await promise, came } as const;
  } finally {
    source.close();
    clearTimeout(idle);
    signal.removeEventListener('abort', stop);
  }
}

/** What an answer that is no stream asks for. */
function judge(
  { status, problem }: { status: number; problem: string },
  { access, database }: { access: FeedAccess; database: FeedDatabase },
): Ending {
  if (status === 410) {
    console.error(`away for longer than the feed keeps events, loading again: ${problem}`);
    database.startAgain();
    return 'again';
  }
  if (status === 401 && access.renew()) return 'again';
  if (status >= 500 || status === 429) return 'again';
  return { refused: `the feed answered ${status}: ${problem}` };
}

function timer(ms: number | undefined, run: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(run, ms);
}
