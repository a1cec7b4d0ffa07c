import fc from 'fast-check';
import { AuditTally } from '../../lambda/domain/audit-tally.ts';

describe('a tally of what a connection is sent', () => {
  it('counts events, and of each account its events and the ends of its ticks', () => {
    const ticks = fc.option(fc.bigInt({ min: 0n, max: 10n ** 19n }), { freq: 4 });
    const events = fc.array(fc.record({ owner: fc.constantFrom('A', 'B', 'C'), tick: ticks }));
    fc.assert(
      fc.property(events, (sent) => {
        const tally = new AuditTally(10);
        for (const { owner, tick } of sent) tally.add({ owner, tick: tick === null ? null : String(tick) });
        const owners = [...new Set(sent.map(({ owner }) => owner))];
        const accounts = owners.map((account) => {
          const own = sent.filter(({ owner }) => owner === account);
          const known = own
            .flatMap(({ tick }) => (tick === null ? [] : [tick]))
            .sort((a, b) => (a < b ? -1 : 1));
          const [firstTick = null, lastTick = null] = [known[0], known.at(-1)].map((tick) =>
            tick?.toString(),
          );
          return { account, events: own.length, firstTick, lastTick };
        });
        expect(tally.take()).toEqual({ events: sent.length, accounts });
      }),
    );
  });

  it('is full when it has as many accounts as it may have, and empty once it has been taken', () => {
    const tally = new AuditTally(2);
    for (const owner of ['A', 'A', 'A']) tally.add({ owner, tick: '1' });
    expect(tally.full).toBe(false);
    tally.add({ owner: 'B', tick: null });
    expect([tally.full, tally.events]).toEqual([true, 4]);
    tally.take();
    expect([tally.full, tally.events, tally.take()]).toEqual([false, 0, { events: 0, accounts: [] }]);
  });
});
