import type { Writable } from 'node:stream';

/**
 * Writes a stream's chunks as they are taken: the next one is asked for when the socket has taken the one before, and never one more. Returns
 * when the stream has ended or the client has gone; throws what the stream throws.
 */
export async function writeStream(
  chunks: AsyncGenerator<Buffer, void>,
  target: Writable,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of chunks) {
    if (signal.aborted || target.destroyed) return;
    if (!target.write(chunk)) await drained(target, signal);
    if (signal.aborted || target.destroyed) return;
  }
}

function drained(target: Writable, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      target.off('drain', done);
      target.off('close', done);
      target.off('error', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    target.on('drain', done);
    target.on('close', done);
    target.on('error', done);
    signal.addEventListener('abort', done);
    if (signal.aborted || target.destroyed) done();
  });
}
