import { FeedWorld } from '../support/feed-world.ts';

describe('a subscription that is changed while the log is read', () => {
  /** A client that was behind, or not; its subscription is put, and an event logged, between a read of the ends and one of events. */
  async function shownTo(about: { readonly behind: boolean }): Promise<readonly string[]> {
    const then = { happens: async () => {} };
    const world = new FeedWorld({
      ...{ partitions: 1, tail: about.behind ? { leadWithin: -1 } : {} },
      disturbed: (log) => ({
        ends: () => log.ends(),
        positionAt: (time) => log.positionAt(time),
        read: async (range) => {
          await then.happens();
          return log.read(range);
        },
      }),
    });
    if (about.behind) await world.change('0', { type: 'Customer' });
    const reader = await world.connect(about.behind ? { query: { from: '1hour' } } : {});
    await reader.pull();
    await world.change('0', { type: 'Customer' });
    then.happens = async () => {
      then.happens = async () => {};
      await world.subscriptions.put('reader', { objects: ['Account'], fields: {} });
      await world.change('1', { type: 'Customer' });
      await world.change('2', { type: 'Account' });
    };
    while (!reader.ended && !reader.text.includes(`"Account"`)) await reader.pull();
    expect(reader.ended).toBe(false);
    return reader.parser.events.map(({ data }) => JSON.parse(data.split('\n')[1] ?? '').account_no);
  }

  it.each([{ behind: false }, { behind: true }])(
    'holds for what is logged after it was put (%j)',
    async (about) => {
      expect(await shownTo(about)).not.toContain(1);
    },
  );
});
