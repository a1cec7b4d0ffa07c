import { LocalError } from './local-error.ts';

/** A frame of the feed as it came, and what of it matters. */
export interface FeedFrame {
  readonly text: string;
  readonly event: string;
  readonly data: readonly string[];
  readonly id: string;
}

export interface FeedClientOptions {
  readonly feedUrl: string;
  readonly token: string;
  /** `/feed/changes?from=1hour`. */
  readonly route: string;
  readonly signal: AbortSignal;
}

/** The frames of a stream with data in them, until it ends or nobody wants more. Throws LocalError unless the answer is 200. */
export async function* feedFrames(options: FeedClientOptions): AsyncGenerator<FeedFrame> {
  const { feedUrl, token, route, signal } = options;
  const response = await fetch(feedUrl + route, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal,
  });
  if (response.status !== 200 || response.body === null)
    throw new LocalError(`GET ${route} was answered with ${response.status}: ${await response.text()}`);
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + piece).split('\n\n');
    rest = frames.pop() ?? '';
    for (const text of frames) {
      const frame = frameOf(text);
      if (frame.data.length > 0) yield frame;
    }
  }
}

function frameOf(text: string): FeedFrame {
  const lines = text.split('\n');
  const values = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1));
  return { text, event: values('event')[0] ?? '', data: values('data'), id: values('id')[0] ?? '' };
}
