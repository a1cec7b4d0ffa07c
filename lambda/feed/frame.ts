import type { FeedAction } from '../domain/feed-log.ts';

/** Names of the frames: what became of an object, and what the feed says of itself. */
export type FrameEvent = FeedAction | 'gap' | 'load-complete';

/** An event as it goes out (Aria Data Feed; WHATWG HTML, 9.2): two data lines, what happened, the id, an empty line. */
export interface ObjectFrame {
  readonly header: string;
  readonly body: string;
  readonly action: FeedAction;
  readonly id: string;
}

/** The frame of an object. Neither line may have a line break in it; JSON has none. */
export function objectFrame({ header, body, action, id }: ObjectFrame): string {
  return `data:${header}\ndata:${body}\nevent:${action}\nid:${id}\n\n`;
}

/** A frame of the feed's own. */
export function ownFrame(event: FrameEvent, data: object, id: string): string {
  return `data:${JSON.stringify(data)}\nevent:${event}\nid:${id}\n\n`;
}

/** How soon a client comes again after the connection has ended: the first thing that is sent. */
export function retryFrame(retryMs: number): string {
  return `retry:${retryMs}\n\n`;
}

/**
 * A sign of life. A block without data is no event for a client, but its id counts: who is shown little can still come again at the place
 * up to which everything was looked through, however long ago that place's last event was.
 */
export function heartbeatFrame(id: string | undefined): string {
  return id === undefined ? ':\n\n' : `:\nid:${id}\n\n`;
}
