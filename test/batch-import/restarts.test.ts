import fc from 'fast-check';
import type { RecordStore } from '../../lambda/domain/commit.ts';
import { stringifyJson } from '../../lambda/domain/json.ts';
import { sampleCustomer, sampleTransaction } from '../support/crm-desk.ts';
import { countsOf, ImportWorld } from '../support/import-world.ts';

/** Lines whose effect tells when one was done twice, left out, or done out of turn. */
const FILE = [
  { Customer: { Action: 'Add', ...sampleCustomer('1') } },
  { Customer: { Action: 'Add', ...sampleCustomer('2') } },
  { Transaction: sampleTransaction({ customerId: '1', retailTransactionId: 't1' }) },
  'no record',
  { Transaction: sampleTransaction({ customerId: '1', retailTransactionId: 't2' }) },
  // Refused, and stays so although the customer comes later.
  { Transaction: sampleTransaction({ customerId: '3', retailTransactionId: 't3' }) },
  { Customer: { Action: 'Add', ...sampleCustomer('3') } },
  { Customer: { Action: 'Merge', customerIDs: ['1', '2'], customerID: '4' } },
  { Customer: { Action: 'Delete', customerID: '3' } },
]
  .map((record) => (typeof record === 'string' ? record : stringifyJson(record as never)))
  .join('\n');

type Ports = ReturnType<ImportWorld['ports']>;

/** Has the n-th call to the outside fail, before it takes effect or after. */
function cutOff(ports: Ports, cut: { readonly call: number; readonly after: boolean }): Ports {
  let calls = 0;
  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]) => {
          calls += 1;
          const isCut = calls === cut.call;
          if (isCut && !cut.after) throw new Error('cut off');
          const result: unknown = await Reflect.apply(member, target, given);
          if (isCut) throw new Error('cut off');
          return result;
        };
      },
    });
  // Reading is a stream; what fails there is as what fails before it.
  const { log, work, store } = ports;
  return { ...ports, log: wrap(log), work: wrap(work), store: wrap(store) };
}

describe('an import that is cut off', () => {
  it('at any call to the outside, and started again, ends as if nothing had been', async () => {
    const whole = new ImportWorld();
    const entry = await whole.import('a.jsonl', FILE);
    const wanted = { counts: countsOf(entry), report: whole.report('a.jsonl') };
    expect(wanted.counts).toEqual({ done: 7, failed: 2 });
    let isCut = true;
    for (let call = 1; isCut; call += 1) {
      for (const after of [false, true]) {
        const world = new ImportWorld();
        const file = world.files.put('a.jsonl', FILE);
        // A failed try of a record is tried again: only the death of the process ends it.
        const dying = {
          ...cutOff(world.ports(), { call, after }),
          wait: () => Promise.reject(new Error('dead')),
        };
        isCut = await world.run(file, dying).then(
          () => false,
          () => true,
        );
        const again = await world.run(file, world.ports(), 'request');
        expect({ counts: countsOf(again), report: world.report('a.jsonl') }).toEqual(wanted);
        await expect(world.desk.customer('4')).resolves.toEqual(await whole.desk.customer('4'));
      }
    }
  });

  it('does nothing twice when two executions of it run at once', async () => {
    const world = new ImportWorld();
    const file = world.files.put('a.jsonl', FILE);
    await Promise.all([
      world.run(file, world.ports(), 'request'),
      world.run(file, world.ports(), 'request'),
      world.run(file),
    ]);
    const [entry] = await world.log.list(1);
    expect(entry && countsOf(entry)).toEqual({ done: 7, failed: 2 });
    expect(world.report('a.jsonl')).toHaveLength(2);
  });

  it('goes on although DynamoDB fails now and then', async () => {
    const world = new ImportWorld();
    const ports = world.ports();
    let calls = 0;
    const commit: typeof ports.store.commit = async (options, steps) => {
      calls += 1;
      if (calls % 3 === 0) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      return world.store.commit(options, steps);
    };
    const store: RecordStore = {
      commit,
      records: (keys) => world.store.records(keys),
      recordsBetween: (range) => world.store.recordsBetween(range),
      names: (names) => world.store.names(names),
      references: (target) => world.store.references(target),
    };
    const entry = await world.run(world.files.put('a.jsonl', FILE), { ...ports, store });
    expect(countsOf(entry)).toEqual({ done: 7, failed: 2 });
  });
});

describe('records of one customer', () => {
  it('happen in the order of the file, whatever is between them and however they are shared out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 999 })), {
          minLength: 1,
          maxLength: 60,
        }),
        async (changes) => {
          const world = new ImportWorld();
          const file = changes
            .map(([id, number]) =>
              JSON.stringify({
                Customer: { Action: 'AddOrUpdate', customerID: `c${id}`, orgName: `${number}` },
              }),
            )
            .join('\n');
          await world.import('a.jsonl', file);
          for (const [id, number] of new Map(changes))
            await expect(world.desk.customer(`c${id}`)).resolves.toMatchObject({ orgName: `${number}` });
        },
      ),
      { numRuns: 20 },
    );
  });
});
