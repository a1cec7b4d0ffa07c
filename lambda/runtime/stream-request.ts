import type { Role } from '../domain/role.ts';

/** A request that is answered with a stream, however it came. */
export interface StreamRequest {
  readonly path: string;
  /** Every value of every parameter, decoded. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly caller: { readonly clientId: string; readonly roles: readonly Role[]; readonly expiresAt: number };
  readonly correlationId: string;
  /** Ours alone: nobody can ask under the number of another connection. */
  readonly connectionId: string;
  /** Epoch milliseconds at which whoever serves it must have ended it. */
  readonly endsBy: number;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** A stream of bytes, or nothing to come again for. */
export type StreamAnswer =
  | { readonly status: 200; readonly chunks: AsyncGenerator<Buffer, void> }
  | { readonly status: 204 };

/** Opens a stream; throws, before anything is sent, what makes a problem document. */
export type OpenStream = (request: StreamRequest) => Promise<StreamAnswer>;

/** Headers of a stream: nobody on the way keeps it, changes it, or waits until it is long enough. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

const CORRELATION_ID = /^[\w.:-]{1,128}$/;

/** The correlation id that was sent, where it can stand in logs; else the one given. */
export function correlationIdOf(sent: string | undefined, other: string): string {
  return sent !== undefined && CORRELATION_ID.test(sent) ? sent : other;
}
