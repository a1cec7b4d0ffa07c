import type { StreamEvent } from './stream-event.ts';

/**
 * What is done with events: here each is written to standard output as one line, byte for byte. Put your own work here.
 * Events come in their order, each once; after a crash those since the last checkpoint come again, so let it be
 * harmless to do the same event twice (keyed by `eventId`). When this throws, nothing is checkpointed and the consumer ends.
 */
export async function handleEvents(events: readonly StreamEvent[]): Promise<void> {
  const lines = Buffer.concat(events.flatMap(({ bytes }) => [bytes, NEWLINE]));
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(lines, (error) => (error ? reject(error) : resolve()));
  });
}

const NEWLINE = Buffer.from('\n');
