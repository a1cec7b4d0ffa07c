import type { CommitPlan, IdBlock, NamedThing, RecordStore } from '../../lambda/domain/commit.ts';
import { exactNumber } from '../../lambda/domain/json.ts';
import { type RecordKey, type StoredRecord, sortKey } from '../../lambda/domain/record.ts';

const keyOf = (key: RecordKey) => `${key.owner}|${sortKey(key)}`;
const nameOf = (name: { kind: string; name: string }) => `${name.kind}|${name.name}`;

export function standInStore(): RecordStore & { reads: number; transactions: CommitPlan[] } {
  const records = new Map<string, StoredRecord>();
  const names = new Map<string, NamedThing>();
  const references = new Map<string, number>();
  let tick = 0;
  let next = 77405618597000000n;
  let version = 0;
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const store: RecordStore & { reads: number; transactions: CommitPlan[] } = {
    reads: 0,
    transactions: [],
    async records(keys) {
      store.reads += 1;
      await pause();
      return keys.map((key) => records.get(keyOf(key)));
    },
    async recordsBetween({ owner, type, first, last }) {
      store.reads += 1;
      await pause();
      return [...records.values()]
        .filter(
          ({ key }) =>
            key.owner === owner && key.type === type && BigInt(key.id) >= first && BigInt(key.id) <= last,
        )
        .sort((a, b) => (BigInt(a.key.id) < BigInt(b.key.id) ? -1 : 1));
    },
    async names(asked) {
      store.reads += 1;
      await pause();
      return asked.map((name) => names.get(nameOf(name)));
    },
    async references(target) {
      return references.get(keyOf(target)) ?? 0;
    },
    async commit(options, steps) {
      for (;;) {
        const seen = version;
        const plan = await steps.plan({
          reader: store,
          now: 1_700_000_000_000 + version,
          transactionId: `t${version}`,
          newIds: (count): IdBlock => {
            const block = { first: next, count };
            next += BigInt(Math.ceil(count / 1000) * 1000);
            return block;
          },
        });
        if (seen !== version) continue;
        for (const change of plan.names ?? []) {
          const key = nameOf(change);
          if (change.action === 'release') names.delete(key);
          else {
            if ((change.action === 'claim') === names.has(key)) throw new Error(`contradiction ${key}`);
            names.set(key, change);
          }
        }
        for (const { target, by } of plan.references ?? [])
          references.set(keyOf(target), (references.get(keyOf(target)) ?? 0) + by);
        const changes = plan.changes.map((change) => {
          if (!options.owners.includes(change.key.owner)) throw new Error('stranger');
          const key = keyOf(change.key);
          const before = records.get(key);
          if ((change.action === 'insert') === (before !== undefined))
            throw new Error(`${change.action} ${key}`);
          if (change.action === 'delete') records.delete(key);
          else
            records.set(key, {
              key: change.key,
              fields: change.action === 'update' ? { ...before?.fields, ...change.fields } : change.fields,
            });
          tick += 1;
          return {
            action: change.action === 'replace' ? ('update' as const) : change.action,
            key: change.key,
            tick: String(tick),
          };
        });
        version += 1;
        store.transactions.push(plan);
        void exactNumber;
        return { answer: steps.answer({ transactionId: `t${seen}`, at: 0, changes }), replayed: false };
      }
    },
  };
  return store;
}
