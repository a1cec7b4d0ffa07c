import fc from 'fast-check';
import type { RecordStore } from '../../lambda/domain/commit.ts';
import { stringifyJson } from '../../lambda/domain/json.ts';
import { sampleCustomer, sampleTransaction } from '../support/crm-desk.ts';
import { countsOf, ImportWorld } from '../support/import-world.ts';
import { nextTurn } from '../support/virtual-time.ts';

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
function cutOff(
  ports: Ports,
  cut: { readonly call: number; readonly after: boolean },
): { readonly ports: Ports; calls(): number } {
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
  return { ports: { ...ports, log: wrap(log), work: wrap(work), store: wrap(store) }, calls: () => calls };
}

/** What a store reads, for one that commits otherwise. */
function ofStore({ store }: ImportWorld): Omit<RecordStore, 'commit'> {
  return {
    records: (keys) => store.records(keys),
    recordsBetween: (range) => store.recordsBetween(range),
    names: (names) => store.names(names),
    references: (target) => store.references(target),
  };
}

describe('an import that is cut off', () => {
  it('at any call to the outside, and started again, ends as if nothing had been', async () => {
    const whole = new ImportWorld();
    const counted = cutOff(whole.ports(), { call: 0, after: false });
    const entry = await whole.run(whole.files.put('a.jsonl', FILE), counted.ports);
    const wanted = { counts: countsOf(entry), report: whole.report('a.jsonl') };
    expect(wanted.counts).toEqual({ done: 7, failed: 2 });
    for (let call = 1; call <= counted.calls(); call += 1) {
      for (const after of [false, true]) {
        const world = new ImportWorld();
        const file = world.files.put('a.jsonl', FILE);
        // A failed try of a record is tried again: only the death of the process ends it.
        const cut = cutOff(world.ports(), { call, after });
        await world
          .run(file, { ...cut.ports, wait: () => Promise.reject(new Error('dead')) })
          .catch(() => {});
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
    const store: RecordStore = { ...ofStore(world), commit };
    const entry = await world.run(world.files.put('a.jsonl', FILE), { ...ports, store });
    expect(countsOf(entry)).toEqual({ done: 7, failed: 2 });
  });
});

/** Commands about a few customers and cards, whose outcome depends on what came before. */
const COMMAND = fc.record({
  kind: fc.constantFrom('add', 'rename', 'card', 'activate', 'deactivate', 'merge', 'delete'),
  one: fc.integer({ min: 1, max: 9 }),
  other: fc.integer({ min: 1, max: 9 }),
  number: fc.integer({ min: 0, max: 99 }),
});

function lineOf({
  kind,
  one,
  other,
  number,
}: typeof COMMAND extends fc.Arbitrary<infer T> ? T : never): string {
  const customer = (Action: string, also: object) => ({
    Customer: { Action, customerID: `c${one}`, ...also },
  });
  const card = (statusCode: string) => ({
    customerCards: { instrument: [{ cardNumber: `n${other}`, statusCode }] },
  });
  const records: Record<string, object> = {
    add: customer('Add', { orgName: `added ${number}` }),
    rename: customer('AddOrUpdate', { orgName: `${number}` }),
    card: customer('AddOrUpdate', card('INACTIVE')),
    activate: { ActivateInstrumentRequest: { cardNumber: `n${other}` } },
    deactivate: { DeactivateInstrumentRequest: { cardNumber: `n${other}`, reasonCode: `${number}` } },
    merge: { Customer: { Action: 'Merge', customerIDs: [`c${one}`, `c${other}`], customerID: `m${number}` } },
    delete: customer('Delete', {}),
  };
  return JSON.stringify(records[kind]);
}

async function endOf(world: ImportWorld): Promise<unknown> {
  const ids = [...Array(9).keys()].map((index) => `c${index + 1}`);
  const merged = [...Array(100).keys()].map((index) => `m${index}`);
  const customers = await Promise.all(
    [...ids, ...merged].map((id) => world.desk.customer(id).catch(() => id)),
  );
  // Days and stamps are the same; only the order across customers is free.
  return { customers, report: world.report('a.jsonl') };
}

describe('an error in our own code', () => {
  it('is reported for its record, told to operators, and stops nothing else', async () => {
    const world = new ImportWorld();
    const ports = world.ports();
    const faults: unknown[] = [];
    const commit: RecordStore['commit'] = async (options, steps) => {
      if (options.owners.includes('Customer#2') && !options.owners.includes('Customer#1'))
        throw new TypeError('undefined is not a function');
      return world.store.commit(options, steps);
    };
    const store: RecordStore = { ...ofStore(world), commit };
    const fault = (error: unknown, about: object) => faults.push([String(error), about]);
    const entry = await world.run(world.files.put('a.jsonl', FILE), { ...ports, store, fault });
    expect(entry.status).toBe('done');
    // The second customer cannot be added, hence not be merged either.
    expect(world.report('a.jsonl')?.map(({ line, code }) => [line, code])).toEqual([
      [2, 'INTERNAL'],
      [4, 'MALFORMED_JSON'],
      [6, 'RULE_VIOLATED'],
      [8, expect.any(String)],
    ]);
    expect(faults).toEqual([
      ['TypeError: undefined is not a function', { importId: entry.importId, record: 2 }],
    ]);
  });
});

describe('records that hang together by way of others', () => {
  it('happen in the order of the file: a card is free once its customer is deleted', async () => {
    const world = new ImportWorld();
    const card = { customerCards: { instrument: [{ cardNumber: 'n', statusCode: 'ACTIVE' }] } };
    const customer = (Action: string, customerID: string, also: object = {}) =>
      JSON.stringify({ Customer: { Action, customerID, ...also } });
    const file = [customer('Add', '1', card), customer('Delete', '1'), customer('Add', '2', card)].join('\n');
    let commits = 0;
    const commit: RecordStore['commit'] = async (options, steps) => {
      commits += 1;
      // The delete is slow.
      for (let turn = 0; commits === 2 && turn < 20; turn += 1) await nextTurn();
      return world.store.commit(options, steps);
    };
    const ports = { ...world.ports(), store: { ...ofStore(world), commit } };
    const entry = await world.run(world.files.put('a.jsonl', file), ports);
    expect(countsOf(entry)).toEqual({ done: 3, failed: 0 });
  });
});

describe('an import by several workers', () => {
  it('ends as if one had done line after line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(COMMAND, { minLength: 8, maxLength: 60 }), async (commands) => {
        const text = commands.map(lineOf).join('\n');
        const single = new ImportWorld({ recordsAWorker: 1000 });
        await single.import('a.jsonl', text);
        const several = new ImportWorld({ recordsAWorker: 4 });
        const entry = await several.import('a.jsonl', text);
        expect(entry.found?.workers).toBeGreaterThan(1);
        expect(await endOf(several)).toEqual(await endOf(single));
        // And one worker does what line after line does.
        const slow = new ImportWorld();
        for (const [index, command] of commands.entries())
          await slow.import(`${index}.jsonl`, lineOf(command));
        expect((await endOf(slow)) as object).toMatchObject({
          customers: ((await endOf(single)) as { customers: unknown }).customers as object,
        });
      }),
      { numRuns: 5 },
    );
  });
});
