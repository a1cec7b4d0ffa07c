import { AppError } from '../../lambda/domain/app-error.ts';
import { exactNumber } from '../../lambda/domain/json.ts';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import { SCHEDULED_TASKS } from '../../lambda/model/sync-triggers.ts';
import { GENERATE_OFFER } from '../../lambda/rules/task/provide-members.ts';
import { dayIn } from '../../lambda/scheduled-tasks/begin-task.ts';
import { busyDesk, CUSTOMERS } from '../support/busy-desk.ts';
import { methodOf } from '../support/crm-desk.ts';
import { type Cut, CutPorts, cutsOf } from '../support/cut-ports.ts';
import { TASK_DAY, TaskDesk, type TaskRunOptions } from '../support/task-desk.ts';

/** All customers and segments but what differs from run to run. */
async function outcome(desk: TaskDesk): Promise<unknown> {
  const customers = await Promise.all(CUSTOMERS.map((id) => desk.crm.customer(id)));
  const segments = await desk.ports.store.records(await desk.ports.list.keys('Segment'));
  const ids = segments.flatMap((segment) => segment?.key.id ?? []);
  const text = JSON.stringify([customers, ids]);
  return JSON.parse(text.replaceAll(/"offerNumber":"\d{17}"/g, '"offerNumber":"*"'));
}

async function runAll(desk: TaskDesk, options: TaskRunOptions = {}): Promise<void> {
  for (const [index, task] of SCHEDULED_TASKS.entries())
    await desk.run(task, { ...options, runId: `run-${index}` });
}

describe('a run', () => {
  it('stands in the job monitor under the name of its task, with what it has done', async () => {
    const desk = await busyDesk();
    await desk.run('Unstratified Segment');
    expect(await desk.monitor.find('run-1')).toMatchObject({
      task: 'Unstratified Segment',
      status: 'success',
      startedBy: 'request',
      tasks: 2,
      success: 2,
      customers: { seen: 4, changed: 2, failed: 0 },
    });
    expect(await desk.monitor.latest('Unstratified Segment')).toMatchObject({ runId: 'run-1' });
  });

  it('looks at no customer where no segment concerns the task', async () => {
    const desk = new TaskDesk();
    await desk.crm.putCustomer('1');
    const cut = new CutPorts();
    for (const task of SCHEDULED_TASKS) expect(await desk.run(task, { cut, runId: task })).toBeUndefined();
    expect(cut.calls.filter((call) => call.startsWith('walk.'))).toEqual([]);
    expect(await desk.monitor.find('Generate Offer')).toMatchObject({
      status: 'success',
      reason: 'no segment concerns the task',
    });
  });

  it('commits nothing for customers that the task leaves as they are', async () => {
    const desk = await busyDesk();
    await runAll(desk);
    const cut = new CutPorts();
    await runAll(desk, { cut });
    expect(cut.calls.filter((call) => call === 'store.commit')).toEqual([]);
  });

  it('changes nothing else of a customer, to the last digit', async () => {
    const desk = new TaskDesk();
    const key = { owner: 'Customer#1', type: 'Customer', id: '1' };
    const entry = { segmentId: 'given' };
    await desk.crm.putSegment('given', { franchisees: [{ franchiseeId: 77 }], offer: { offerId: 'O' } });
    const card = { cardNumber: 'c', statusCode: 'ACTIVE', balance: exactNumber('1325.00') };
    await desk.crm.put(CUSTOMER, key, {
      customerID: '1',
      customerSegments: { segment: [entry] },
      customerCards: { instrument: [card] },
      franchisees: { franchisee: [{ franchiseeId: exactNumber('8.0') }] },
    });
    await desk.run('Franchisee Assignment');
    expect(await desk.crm.text(CUSTOMER, key)).toBe(
      '{"customerID":"1","customerSegments":{"segment":[{"segmentId":"given"}]},' +
        '"customerCards":{"instrument":[{"cardNumber":"c","statusCode":"ACTIVE","balance":1325.00}]},' +
        '"franchisees":{"franchisee":[{"franchiseeId":8.0},{"franchiseeId":77,"franchiseeName":null}]}}',
    );
  });

  it('goes through all customers in as many turns as it takes', async () => {
    const [desk, inTurns] = [await busyDesk(), await busyDesk()];
    await runAll(desk);
    await runAll(inTurns, { pageRecords: 1, turnMs: 0 });
    expect(await outcome(inTurns)).toEqual(await outcome(desk));
    expect(await inTurns.monitor.find('run-6')).toMatchObject({ customers: { seen: 4, changed: 4 } });
  });

  it('leaves a customer alone whom others keep changing, until they let go, and loses nothing of theirs', async () => {
    const desk = await busyDesk('dynamodb');
    const note = (text: string) =>
      desk.crm.call(methodOf('addOrUpdateCustomerNote'), { customerID: '1', customerNote: { note: text } });
    const notes = Array.from({ length: 20 }, (_, index) => `note ${index}`);
    await Promise.all([desk.run('Generate Offer'), ...notes.map(note)]);
    const { customerNotes, customerOffers } = await desk.crm.customer('1');
    expect((customerNotes as { customerNote: unknown[] }).customerNote).toHaveLength(20);
    expect((customerOffers as { offer: unknown[] }).offer).toHaveLength(1);
  });

  it('makes one copy of an offer though two runs take place at once', async () => {
    const desk = await busyDesk('dynamodb');
    await Promise.all(['run-1', 'run-2'].map((runId) => desk.run('Generate Offer', { runId })));
    for (const id of CUSTOMERS) expect(await desk.list(id, 'customerOffers', 'offer')).toHaveLength(1);
  });

  it('is over soon after it was asked to stop, and deletes no segment then', async () => {
    const desk = await busyDesk();
    const { runLog } = desk.ports;
    const asked = runLog.isCanceled.bind(runLog);
    let looks = 0;
    runLog.isCanceled = async (runId) => (looks++ > 0 ? true : asked(runId));
    expect(await desk.run('Delete Segments', { pageRecords: 1 })).toMatchObject({
      status: 'canceled',
      deleted: 0,
    });
  });
});

describe('a customer that cannot be changed', () => {
  it('because another writer has spoilt it is passed over, and counted', async () => {
    const desk = await busyDesk();
    const original = GENERATE_OFFER.change;
    const spoilt = jest.spyOn(GENERATE_OFFER, 'change').mockImplementation((customer, view) => {
      if (customer.body.customerID === '2') throw new TypeError('unreadable');
      return original(customer, view);
    });
    expect(await desk.run('Generate Offer')).toMatchObject({
      status: 'error',
      seen: 4,
      changed: 3,
      failed: 1,
    });
    spoilt.mockRestore();
  });

  it('makes the run fail, without keeping the others from what is due to them', async () => {
    const desk = await busyDesk();
    await desk.crm.putCustomer('full', { customerSegments: { segment: [{ segmentId: 'deleted' }] } });
    const { store } = desk.ports;
    const commit = store.commit.bind(store);
    store.commit = async (options, steps) => {
      if (options.owners.includes('Customer#full')) throw new AppError('RECORD_TOO_LARGE', 'too large');
      return commit(options, steps);
    };
    const ended = await desk.run('Delete Segments');
    expect(ended).toMatchObject({ status: 'error', seen: 5, changed: 4, failed: 1, deleted: 0 });
    expect(await desk.monitor.find('run-1')).toMatchObject({
      status: 'error',
      error: 1,
      success: 1,
      reason: expect.stringContaining('1 customers'),
    });
  });
});

describe('a segment', () => {
  it('that another writer left invalid is left alone, and counted', async () => {
    const desk = await busyDesk();
    const owner = 'Segment#gold';
    await desk.ports.store.commit(
      { owners: [owner], deadline: Number.MAX_SAFE_INTEGER },
      {
        plan: async () => ({
          changes: [
            { action: 'update', key: { owner, type: 'Segment', id: 'gold' }, fields: { criteria: 'all' } },
          ],
        }),
        answer: () => ({}),
      },
    );
    expect(await desk.run('Unstratified Segment')).toBeUndefined();
  });

  it('that is to be deleted since the run began waits for the next one, with all its members', async () => {
    const desk = await busyDesk();
    const { store } = desk.ports;
    const commit = store.commit.bind(store);
    const owner = 'Segment#given';
    const key = { owner, type: 'Segment', id: 'given' };
    let marked = false;
    store.commit = async (options, steps) => {
      if (!marked)
        await commit(
          { ...options, owners: [owner] },
          {
            plan: async () => ({ changes: [{ action: 'update', key, fields: { status: 'DELETED' } }] }),
            answer: () => ({}),
          },
        );
      marked = true;
      return commit(options, steps);
    };
    expect(await desk.run('Delete Segments', { pageRecords: 1, turnMs: 0 })).toMatchObject({ deleted: 1 });
    for (const id of CUSTOMERS) expect(await desk.segmentsOf(id)).toEqual(['inactive', 'given']);
    expect(await desk.run('Delete Segments', { runId: 'run-2' })).toMatchObject({ changed: 4, deleted: 1 });
  });

  it('that is made active while it is being deleted stays', async () => {
    const desk = await busyDesk();
    const { store } = desk.ports;
    const commit = store.commit.bind(store);
    const owner = 'Segment#deleted';
    const key = { owner, type: 'Segment', id: 'deleted' };
    store.commit = async (options, steps) => {
      if (options.owners.includes(owner))
        await commit(options, {
          plan: async () => ({ changes: [{ action: 'update', key, fields: { status: 'ACTIVE' } }] }),
          answer: () => ({}),
        });
      return commit(options, steps);
    };
    expect(await desk.run('Delete Segments')).toMatchObject({ changed: 4, deleted: 0, status: 'success' });
    expect((await store.records([key]))[0]?.fields.status).toBe('ACTIVE');
  });
});

const CUT_TASKS = ['Delete Segments', 'Unstratified Segment', 'Generate Offer'];

/**
 * A run is cut at each of its calls, one world after the other; what was cut is called again. Dying before a call is
 * dying after the one before it.
 */
describe.each<Cut>(['throws before', 'throws after', 'dies after'])(
  'a run of which a call %s it takes effect',
  (how) => {
    it.each(CUT_TASKS)('ends as if nothing had happened: %s', async (task) => {
      const whole = await busyDesk();
      const watched = new CutPorts();
      await whole.run(task, { cut: watched, pageRecords: 2 });
      expect(watched.calls.length).toBeGreaterThan(8);
      const expected = await outcome(whole);
      for (const at of cutsOf(watched.calls)) {
        const desk = await busyDesk();
        await desk.run(task, { cut: new CutPorts({ at, how }), pageRecords: 2 });
        expect([at, await outcome(desk)]).toEqual([at, expected]);
        expect(await desk.monitor.find('run-1')).toMatchObject({ status: 'success', customers: { seen: 4 } });
      }
    });
  },
);

it('all tasks come to the same in DynamoDB as in memory', async () => {
  const [memory, dynamoDb] = [await busyDesk('memory'), await busyDesk('dynamodb')];
  await runAll(memory);
  await runAll(dynamoDb, { pageRecords: 3 });
  expect(await outcome(dynamoDb)).toEqual(await outcome(memory));
});

it('a day is that of the time zone', () => {
  const moment = Date.UTC(2026, 10, 21, 23, 30);
  expect([dayIn('UTC', moment), dayIn('Europe/Vienna', moment)]).toEqual(['2026-11-21', TASK_DAY]);
});
