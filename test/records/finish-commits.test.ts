import { finishCommits } from '../../lambda/records/finish-commits.ts';
import type { Settlement, UnfinishedCommit, UnfinishedCommits } from '../../lambda/records/ports.ts';

const NOW = Date.UTC(2026, 0, 1);

/** Commits by name, each with what settling it gives, or throws; they began a minute ago, one second after the other. */
function commitsOf(settlements: Readonly<Record<string, Settlement | Error>>) {
  const settled: string[] = [];
  const asked: number[] = [];
  const commits: UnfinishedCommits = {
    async *unfinishedCommits(before): AsyncGenerator<UnfinishedCommit> {
      asked.push(before);
      for (const [index, transactionId] of Object.keys(settlements).entries())
        yield { transactionId, since: NOW - 60_000 + index * 1000 };
    },
    async settleCommit(transactionId) {
      settled.push(transactionId);
      const settlement = settlements[transactionId] ?? 'absent';
      if (settlement instanceof Error) throw settlement;
      return settlement;
    },
  };
  return { commits, settled, asked };
}

describe('finishing commits', () => {
  it('counts what it has finished and undone, and not what had ended or is going on', async () => {
    const { commits } = commitsOf({
      a: 'finished',
      b: 'undone',
      c: 'absent',
      d: 'finished',
      e: 'applying',
      f: 'preparing',
    });
    const counts = await finishCommits({ commits, clock: () => NOW, deadline: NOW + 1000 });
    expect(counts).toEqual({ finished: 2, undone: 1, failed: 0, oldestAgeMs: 60_000 });
  });

  it('goes on after one that fails, and tells the first error', async () => {
    const error = new Error('first');
    const { commits, settled } = commitsOf({ a: error, b: new Error('second'), c: 'finished' });
    const counts = await finishCommits({ commits, clock: () => NOW, deadline: NOW + 1000 });
    expect(counts).toEqual({
      finished: 1,
      undone: 0,
      failed: 2,
      oldestAgeMs: 60_000,
      failure: { transactionId: 'a', error },
    });
    expect(settled).toEqual(['a', 'b', 'c']);
  });

  it('leaves alone what began in the last quarter of a minute', async () => {
    const { commits, asked } = commitsOf({});
    await finishCommits({ commits, clock: () => NOW, deadline: NOW + 1000 });
    expect(asked).toEqual([NOW - 15_000]);
  });

  it('begins with no other after its deadline', async () => {
    const { commits, settled } = commitsOf({ a: 'finished', b: 'finished', c: 'finished' });
    let now = NOW;
    const clock = () => {
      now += 300;
      return now;
    };
    await finishCommits({ commits, clock, deadline: NOW + 1000 });
    expect(settled).toEqual(['a']);
  });
});
