import { GzipIdCodec } from '../../lambda/adapters/gzip/gzip-id-codec.ts';
import { MemoryFeedLog } from '../../lambda/adapters/memory/memory-feed-log.ts';
import { READ_CHARACTERS } from '../../lambda/domain/feed-log.ts';
import { CatchUp } from '../../lambda/feed/catch-up.ts';
import { EventIds } from '../../lambda/feed/event-ids.ts';
import { newEvent, newPage } from '../support/feed-events.ts';

const PARTITIONS = 8;

/** How often the log is read for a reader who finds one event of such a body in each partition: to look for gaps, and then to send them. */
async function readsFor(body: string): Promise<{ readonly looking: number; readonly sending: number }> {
  const log = new MemoryFeedLog({ clock: () => 0, partitions: PARTITIONS });
  for (const partition of await log.partitions()) {
    await log.append({ ...newPage(await log.tail(partition), []), events: [newEvent('e', { body })] });
    await log.show({ [partition]: 1 });
  }
  const read = jest.spyOn(log, 'read');
  const catchUp = new CatchUp({ log, ids: new EventIds(new GzipIdCodec()) });
  const ends = await log.ends();
  await catchUp.gaps({}, ends);
  const looking = read.mock.calls.length;
  let step = await catchUp.next({}, ends);
  while (step.outcome === 'events') step = await catchUp.next(step.position, ends);
  return { looking, sending: read.mock.calls.length - looking };
}

describe('reading alone', () => {
  it('sends what it read when it looked for gaps', async () => {
    expect(await readsFor('{}')).toEqual({ looking: PARTITIONS, sending: 0 });
  });

  it('keeps little of that, for a slow reader would hold it for long', async () => {
    const large = `{"x":"${'x'.repeat(READ_CHARACTERS / 3)}"}`;
    expect(await readsFor(large)).toEqual({ looking: PARTITIONS, sending: PARTITIONS - 2 });
  });
});
