import { SCHEDULED_TASKS } from '../../lambda/model/sync-triggers.ts';
import { busyDesk, CUSTOMERS } from '../support/busy-desk.ts';
import { eventsOf, pendingRowsOf } from '../support/outlets.ts';

/** How many of the four customers each task changes. */
const CHANGED: Readonly<Record<string, number>> = { 'Unstratified Segment': 2 };

describe.each(SCHEDULED_TASKS)('the scheduled task %s', (task) => {
  it('puts each customer that it changes into the pending queue, to be updated, and onto the event stream', async () => {
    const desk = await busyDesk();
    const before = desk.changes().length;
    await desk.run(task);
    const changes = desk.changes().slice(before);
    const ofCustomers = changes.filter(({ newImage }) => newImage?.['Object Type'] === 'Customer');
    expect(ofCustomers).toHaveLength(CHANGED[task] ?? CUSTOMERS.length);
    const rows = await pendingRowsOf(changes);
    expect(rows).toHaveLength(ofCustomers.length);
    for (const row of rows) {
      expect(row).toMatchObject({ objName: 'Customer', action: 'UPDATE' });
      expect(JSON.parse(row.jsonObject ?? '')).toEqual(await desk.crm.customer(row.uniqueId));
    }
    for (const event of eventsOf(ofCustomers))
      expect(event).toMatchObject({ _action: 'update', 'Object Type': 'Customer', _tick: 2 });
  });

  it('sends nothing of segments but that they are gone', async () => {
    const desk = await busyDesk();
    const before = desk.changes().length;
    await desk.run(task);
    const events = eventsOf(desk.changes().slice(before));
    const ofSegments = events.filter((event) => event['Object Type'] === 'Segment');
    expect(ofSegments.map(({ _action }) => _action)).toEqual(task.startsWith('Delete') ? ['delete'] : []);
    for (const event of ofSegments) expect(Object.keys(event)).not.toContain('_listed');
  });
});
