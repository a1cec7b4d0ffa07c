import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDbRecordStore } from '../../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { finishCommits } from '../../../lambda/records/finish-commits.ts';
import { type CommandSize, CrashScene, failingOnce, killedAt } from '../../support/crashing-commit.ts';
import type { FakeCall, Faults } from '../../support/fake-dynamodb.ts';

const SIZES: readonly (readonly [string, CommandSize])[] = [
  ['one transaction', { records: 10, names: 2 }],
  ['a journal', { records: 120, names: 2 }],
  ['a journal with several transactions of locks', { records: 4, names: 120 }],
];

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** What a command does when nothing goes wrong: the answer, what is seen before and after, and its number of calls. */
async function undisturbed(size: CommandSize) {
  const scene = await CrashScene.set();
  const before = await scene.seen(scene.store(), size);
  const faults = killedAt(Number.POSITIVE_INFINITY, 'before');
  const { answer } = await scene.command(scene.store(faults), size);
  const after = await scene.seen(scene.store(), size);
  return { before, after, ticks: answer.ticks, streamed: scene.streamedTicks(), calls: faults.calls() };
}

async function sweep(scene: CrashScene, store: DynamoDbRecordStore = scene.store()) {
  await scene.time.sleep(60_000);
  const clock = () => scene.time.now;
  return finishCommits({ commits: store, clock, deadline: scene.time.now + 60_000 });
}

/** Every call of the command, each dying before and after it has taken effect. */
async function everyCrash(
  size: CommandSize,
  check: (scene: CrashScene, where: string) => Promise<void>,
): Promise<void> {
  const { calls } = await undisturbed(size);
  for (const n of range(calls))
    for (const when of ['before', 'after'] as const) {
      const scene = await CrashScene.set();
      await scene.command(scene.store(killedAt(n, when)), size).catch(() => undefined);
      await check(scene, `killed ${when} call ${n} of ${calls}`);
    }
}

describe.each(SIZES)('a command that takes %s', (_name, size) => {
  let normal: Awaited<ReturnType<typeof undisturbed>>;
  beforeAll(async () => {
    normal = await undisturbed(size);
  });

  const expectDone = async (scene: CrashScene, where: string): Promise<void> => {
    const again = await scene.command(scene.store(), size);
    expect([where, again.answer.ticks]).toEqual([where, normal.ticks]);
    expect([where, await scene.seen(scene.store(), size)]).toEqual([where, normal.after]);
    expect([where, scene.streamedTicks()]).toEqual([where, normal.streamed]);
    expect([where, (await scene.command(scene.store(), size)).answer]).toEqual([where, again.answer]);
    await sweep(scene);
    expect([where, scene.leftovers()]).toEqual([where, []]);
  };

  it('leaves nothing in the ledger that it does not need', async () => {
    const scene = await CrashScene.set();
    await scene.command(scene.store(), size);
    expect(scene.leftovers()).toEqual([]);
  });

  it('that crashes at any call is seen whole or not at all, and then stays so', async () => {
    await everyCrash(size, async (scene, where) => {
      const first = await scene.seen(scene.store(), size);
      expect([where, [normal.before, normal.after].includes(first)]).toEqual([where, true]);
      await sweep(scene);
      expect([where, await scene.seen(scene.store(), size)]).toEqual([where, first]);
      expect([where, scene.leftovers()]).toEqual([where, []]);
      await expectDone(scene, where);
    });
  });

  it('that crashes at any call happens once when it is sent again', async () => {
    await everyCrash(size, expectDone);
  });

  it('that crashes at any call is out of the way of the next command', async () => {
    await everyCrash(size, async (scene, where) => {
      const { answer } = await scene.store().commit(
        { owners: ['A'], deadline: scene.time.now + 20_000 },
        {
          plan: async () => ({
            changes: [{ action: 'update', key: { owner: 'A', type: 'Order', id: '1' }, fields: {} }],
          }),
          answer: ({ changes }) => ({ tick: changes[0]?.tick ?? '' }),
        },
      );
      const ticks = scene.streamedTicks().A ?? [];
      expect([where, ticks]).toEqual([where, range(Number(answer.tick)).map((index) => index + 1)]);
      const seen = (scene.streamedTicks().B ?? []).length;
      expect([where, [0, normal.streamed.B?.length].includes(seen)]).toEqual([where, true]);
    });
  });

  it('that crashes at any call is ended by the sweeper alone', async () => {
    await everyCrash(size, async (scene, where) => {
      const { failed } = await sweep(scene);
      expect([where, failed, scene.leftovers()]).toEqual([where, 0, []]);
      const streamed = scene.streamedTicks().B?.length ?? 0;
      expect([where, [0, normal.streamed.B?.length].includes(streamed)]).toEqual([where, true]);
    });
  });

  it.each(['before', 'after'] as const)('survives a time-out %s any call takes effect', async (when) => {
    for (const n of range(normal.calls)) {
      const scene = await CrashScene.set();
      const error = () => Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });
      await scene.command(scene.store(failingOnce(n, { when, error })), size);
      await expectDone(scene, `time-out ${when} call ${n}`);
    }
  });

  it('that is held up at any call until others have taken it back or finished it happens once', async () => {
    for (const n of range(normal.calls)) {
      const scene = await CrashScene.set();
      let calls = 0;
      const heldUp: Faults = {
        before: async () => {
          calls += 1;
          if (calls - 1 === n) await sweep(scene);
        },
      };
      await scene.command(scene.store(heldUp), size).catch(() => undefined);
      await expectDone(scene, `held up before call ${n}`);
    }
  });

  it('survives a conflict in any transaction', async () => {
    for (const n of range(normal.calls)) {
      const scene = await CrashScene.set();
      await scene.command(scene.store(conflictAt(n)), size);
      await expectDone(scene, `conflict in call ${n}`);
    }
  });
});

/** The n-th call is cancelled for a conflict, if it is a transaction. */
function conflictAt(n: number): Faults {
  const error = (call: FakeCall): Error => {
    const { TransactItems = [] } = call.input as { TransactItems?: unknown[] };
    const CancellationReasons = TransactItems.map((_, index) => ({
      Code: index === 0 ? 'TransactionConflict' : 'None',
    }));
    return new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons });
  };
  const faults = failingOnce(n, { when: 'before', error });
  return {
    before: (call) => {
      try {
        return faults.before?.(call);
      } catch (thrown) {
        if (call.name === 'TransactWriteItemsCommand') throw thrown;
      }
    },
  };
}

describe('a commit that has crashed', () => {
  const size: CommandSize = { records: 120, names: 2 };

  it('is ended by a sweeper that crashes at any call itself, and then another', async () => {
    const { calls } = await undisturbed(size);
    for (const n of range(calls)) {
      for (let m = 0; ; m++) {
        const scene = await CrashScene.set();
        await scene.command(scene.store(killedAt(n, 'after')), size).catch(() => undefined);
        const faults = killedAt(m, m % 2 === 0 ? 'before' : 'after');
        await sweep(scene, scene.store(faults)).catch(() => undefined);
        const { failed } = await sweep(scene);
        expect([n, m, failed, scene.leftovers()]).toEqual([n, m, 0, []]);
        const streamed = scene.streamedTicks();
        expect([n, m, [0, 30].includes(streamed.B?.length ?? 0)]).toEqual([n, m, true]);
        expect(streamed.A).toEqual(range(streamed.A?.length ?? 0).map((index) => index + 1));
        if (faults.calls() <= m) break;
      }
    }
  });

  it('is ended once by three that come at the same time', async () => {
    const { calls, streamed, before, after } = await undisturbed(size);
    for (const n of range(calls)) {
      const scene = await CrashScene.set();
      await scene.command(scene.store(killedAt(n, 'after')), size).catch(() => undefined);
      const runs = await Promise.all([sweep(scene), sweep(scene), scene.seen(scene.store(), size)]);
      expect([n, runs[0].failed, runs[1].failed, scene.leftovers()]).toEqual([n, 0, 0, []]);
      expect([n, [before, after].includes(await scene.seen(scene.store(), size))]).toEqual([n, true]);
      const ticks = scene.streamedTicks();
      expect([n, ticks.A?.length === 3 || JSON.stringify(ticks) === JSON.stringify(streamed)]).toEqual([
        n,
        true,
      ]);
    }
  });

  it('does not undo what another writer did to its records since', async () => {
    const { calls } = await undisturbed(size);
    for (const n of range(calls)) {
      const scene = await CrashScene.set();
      await scene.command(scene.store(killedAt(n, 'after')), size).catch(() => undefined);
      const [applied] = await Promise.resolve(
        scene.dynamoDb.items('records').filter((item) => item._key?.S === 'Order#1000'),
      );
      if (applied === undefined) continue;
      scene.dynamoDb.put('records', { ...applied, Account: { S: 'changed by hand' } });
      await sweep(scene);
      const [record] = await scene.store().records([{ owner: 'A', type: 'Order', id: '1000' }]);
      expect([n, record?.fields.Account]).toEqual([n, 'changed by hand']);
    }
  });

  it('is finished though one of its records was removed by another writer', async () => {
    const { calls } = await undisturbed(size);
    for (const n of range(calls)) {
      const scene = await CrashScene.set();
      await scene.command(scene.store(killedAt(n, 'after')), size).catch(() => undefined);
      scene.dynamoDb.remove('records', { _owner: { S: 'A' }, _key: { S: 'Order#1' } });
      const { failed } = await sweep(scene);
      expect([n, failed, scene.leftovers()]).toEqual([n, 0, []]);
      expect(await scene.store().records([{ owner: 'A', type: 'Order', id: '1' }])).toEqual([undefined]);
    }
  });
});
