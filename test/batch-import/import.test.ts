import { stringifyJson } from '../../lambda/domain/json.ts';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import { TRANSACTION } from '../../lambda/model/transaction.ts';
import { sampleCustomer, sampleTransaction } from '../support/crm-desk.ts';
import { countsOf, ImportWorld } from '../support/import-world.ts';

const lines = (...records: unknown[]) =>
  records.map((record) => (typeof record === 'string' ? record : stringifyJson(record as never))).join('\n');
const customer = (id: string, also: object = {}) => ({
  Customer: { Action: 'AddOrUpdate', ...sampleCustomer(id), ...also },
});

describe('an import of JSON Lines', () => {
  it('adds, updates, deletes and merges customers, and posts transactions, in the order of the file', async () => {
    const world = new ImportWorld();
    const entry = await world.import(
      'customers.jsonl',
      lines(
        { Customer: { Action: 'Add', ...sampleCustomer('1') } },
        customer('2'),
        { Customer: { Action: 'AddorUpdate', customerID: '2', orgName: 'Later' } },
        { Transaction: sampleTransaction({ customerId: '2' }) },
        customer('3'),
        { Customer: { Action: 'Merge', customerIDs: ['1', '3'], customerID: '4' } },
        customer('5'),
        { Customer: { Action: 'Delete', customerID: '5' } },
      ),
    );
    expect(entry).toMatchObject({ status: 'done', found: { records: 8 } });
    expect(countsOf(entry)).toEqual({ done: 8, failed: 0 });
    expect(world.report('customers.jsonl')).toBeUndefined();
    await expect(world.desk.customer('2')).resolves.toMatchObject({ orgName: 'Later' });
    await expect(world.desk.customer('4')).resolves.toBeDefined();
    for (const gone of ['1', '3', '5'])
      await expect(world.desk.customer(gone)).rejects.toThrow('no customer');
  });

  it('keeps a transaction as it stands in the file, digit for digit', async () => {
    const world = new ImportWorld();
    const transaction = sampleTransaction({ customerId: null });
    await world.import('poslog.jsonl', lines({ Transaction: transaction }));
    const id = '99901000022017110710000100';
    const text = await world.desk.text(TRANSACTION, { owner: `Transaction#${id}`, type: 'Transaction', id });
    expect(text).toBe(stringifyJson(transaction));
    expect(text).toContain('1325.00');
  });

  it('activates and deactivates cards', async () => {
    const world = new ImportWorld();
    const cards = [{ cardNumber: '77', statusCode: 'INACTIVE' }];
    await world.import(
      'mixed.jsonl',
      lines(
        customer('1', { customerCards: { instrument: cards } }),
        { ActivateInstrumentRequest: { cardNumber: '77' } },
        { DeactivateInstrumentRequest: { cardNumber: '77', reasonCode: 'lost' } },
      ),
    );
    expect(world.report('mixed.jsonl')).toBeUndefined();
    const standing = await world.desk.cards('1');
    expect(standing.get('77')).toMatchObject({ statusCode: 'INACTIVE', reasonCode: 'lost' });
  });

  it('reports each bad line with its number and reason, and imports all others', async () => {
    const world = new ImportWorld();
    const text = lines(
      customer('1'),
      '',
      '{"Customer": {"Action": "Add", ',
      { Customer: { Action: 'Add', customerID: '1' } },
      { Customer: { Action: 'Erase', customerID: '1' } },
      { Customer: { customerID: '1' } },
      { Supplier: {} },
      [],
      { Customer: { Action: 'Delete', customerID: '9', orgname: 'x' } },
      { Customer: { Action: 'Delete', customerID: '9' } },
      `{"Transaction":{"retailTransactionId":"t","retailTransactionId":"t"}}`,
      customer('2'),
    );
    const entry = await world.import('bad.jsonl', text);
    expect(entry.status).toBe('done');
    expect(countsOf(entry)).toEqual({ done: 2, failed: 9 });
    const report = world.report('bad.jsonl') ?? [];
    expect(report.map(({ line, code }) => [line, code])).toEqual([
      [3, 'MALFORMED_JSON'],
      [4, 'RULE_VIOLATED'],
      [5, 'VALIDATION_FAILED'],
      [6, 'VALIDATION_FAILED'],
      [7, 'VALIDATION_FAILED'],
      [8, 'VALIDATION_FAILED'],
      [9, 'VALIDATION_FAILED'],
      [10, expect.stringMatching(/RULE_VIOLATED|NOT_FOUND/)],
      [11, 'MALFORMED_JSON'],
    ]);
    expect(report[6]?.errors).toEqual([
      { pointer: '/Customer/orgname', detail: expect.stringContaining('not a known property') },
    ]);
    expect(report[1]?.reason).toContain('there already');
    await expect(world.desk.customer('2')).resolves.toBeDefined();
  });

  it('removes the report of an earlier version once nothing is refused any more', async () => {
    const world = new ImportWorld();
    await world.import('a.jsonl', 'x');
    expect(world.report('a.jsonl')).toHaveLength(1);
    world.now += 1000;
    await world.import('a.jsonl', lines(customer('1')));
    expect(world.report('a.jsonl')).toBeUndefined();
  });

  it('takes an empty file for what it is', async () => {
    const entry = await new ImportWorld().import('empty.jsonl', '');
    expect(entry).toMatchObject({ status: 'done', found: { records: 0, parts: 0 } });
  });
});

describe('an import of XML', () => {
  it('finds the Action as an attribute and as an element, and keeps numbers exact', async () => {
    const world = new ImportWorld();
    const card = (number: string, balance: string) =>
      `<customerCards><instrument cardNumber="${number}" statusCode="ACTIVE"><currencyTypeCode>USD</currencyTypeCode><balance>${balance}</balance></instrument></customerCards>`;
    const entry = await world.import(
      'a.xml',
      `<Customers>
        <Customer action="Add" customerId="1">${card('c1', '1325.00')}</Customer>
        <Customer><Action> addOrUpdate </Action><CustomerID>2</CustomerID>${card('c2', '12345678901234567890.10')}</Customer>
        <Customer CustomerID="3"/>
      </Customers>`,
    );
    expect(world.report('a.xml')).toMatchObject([{ line: 4, code: 'VALIDATION_FAILED' }]);
    expect(countsOf(entry)).toEqual({ done: 2, failed: 1 });
    const textOf = (id: string) =>
      world.desk.text(CUSTOMER, { owner: `Customer#${id}`, type: 'Customer', id });
    expect(await textOf('1')).toContain('"balance":1325.00');
    expect(await textOf('2')).toContain('"balance":12345678901234567890.10');
  });

  it('that breaks off imports what stands before, and fails', async () => {
    const world = new ImportWorld();
    const customers = ['1', '2'].map((id) => `<Customer Action="Add" customerID="${id}"/>`);
    const entry = await world.import('a.xml', `<Customers>\n${customers.join('\n')}\n<Customer Act`);
    expect(entry).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^line 4: .*nothing from there on/),
    });
    expect(countsOf(entry)).toEqual({ done: 2, failed: 1 });
    expect(world.report('a.xml')).toMatchObject([{ line: 4, record: 3, code: 'MALFORMED_XML' }]);
    await expect(world.desk.customer('2')).resolves.toBeDefined();
  });
});

describe('an import', () => {
  it('begins once, however often its file is announced', async () => {
    const world = new ImportWorld();
    const file = world.files.put('a.jsonl', lines({ Customer: { Action: 'Add', ...sampleCustomer('1') } }));
    const first = await world.run(file);
    const second = await world.run(file);
    expect(second).toEqual(first);
    expect(world.report('a.jsonl')).toBeUndefined();
  });

  it('of the same file put again is another one', async () => {
    const world = new ImportWorld();
    const text = lines({ Customer: { Action: 'Add', ...sampleCustomer('1') } });
    await world.import('a.jsonl', text);
    world.now += 5000;
    const again = await world.import('a.jsonl', text);
    expect(countsOf(again)).toEqual({ done: 0, failed: 1 });
    expect(await world.log.list(10)).toHaveLength(2);
  });

  it.each([
    ['notes.txt', 'x', /ends neither/],
    ['big.jsonl', { size: 3 * 1024 ** 3 }, /at most 2147483648/],
  ])('of %s fails and says why', async (name, content, reason) => {
    const world = new ImportWorld();
    const file = world.files.put(name, 'x');
    const ports = world.ports();
    const find = async () => ({ ...file, ...(typeof content === 'string' ? {} : content) });
    const entry = await world.run(file, {
      ...ports,
      files: Object.assign(Object.create(ports.files), { find }),
    });
    expect(entry).toMatchObject({ status: 'failed', reason: expect.stringMatching(reason) });
  });

  it('cannot begin when nobody could tell any more what of it is done', async () => {
    const world = new ImportWorld();
    const file = world.files.put('a.jsonl', lines(customer('1')));
    world.now += 14 * 24 * 60 * 60 * 1000;
    await expect(world.run(file, world.ports(), 'request')).rejects.toThrow('no such import');
    await expect(world.desk.customer('1')).rejects.toThrow('no customer');
  });

  it('gives back a customer as it was put', async () => {
    const world = new ImportWorld();
    await world.import('a.jsonl', lines({ Customer: { Action: 'Add', ...sampleCustomer('2142') } }));
    const key = { owner: 'Customer#2142', type: 'Customer', id: '2142' };
    expect(JSON.parse((await world.desk.text(CUSTOMER, key)) ?? '')).toMatchObject(
      JSON.parse(stringifyJson(sampleCustomer('2142'))),
    );
  });
});
