import { GzipIdCodec } from '../../lambda/adapters/gzip/gzip-id-codec.ts';
import { EventIds } from '../../lambda/feed/event-ids.ts';
import { TailBlock } from '../../lambda/feed/tail-block.ts';
import type { FeedView } from '../../lambda/model/feed/feed-view.ts';
import { newEvent } from '../support/feed-events.ts';

const PARTITION = '48291301';

function viewOf(key: string): FeedView {
  return { key, types: new Set(['Account']), fields: {}, bodyOf: () => `{"shown to":"${key}"}` };
}

describe('a block', () => {
  it('is encoded once for all that are shown the same', () => {
    const block = newBlock();
    const chunk = block.chunk(viewOf('a'));
    expect(block.chunk(viewOf('b'))).not.toBe(chunk);
    expect(block.chunk(viewOf('a'))).toBe(chunk);
  });

  it('keeps bytes for few views, and gives each its own however many there are', () => {
    const block = newBlock();
    const views = Array.from({ length: 30 }, (_, index) => viewOf(String(index)));
    const first = block.chunk(viewOf('0'));
    for (const view of [...views, ...views])
      expect(block.chunk(view)?.bytes.toString()).toContain(`\ndata:{"shown to":"${view.key}"}\n`);
    const again = block.chunk(viewOf('0'));
    expect(again?.bytes).toEqual(first?.bytes);
    expect(again).not.toBe(first);
  });
});

function newBlock(): TailBlock {
  const ids = new EventIds(new GzipIdCodec()).along({}, PARTITION, 1);
  const events = [{ ...newEvent('e'), offset: 1, loggedAt: 0 }];
  return new TailBlock([{ partition: PARTITION, events, ids }], { [PARTITION]: 1 });
}
