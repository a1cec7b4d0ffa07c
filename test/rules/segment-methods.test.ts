import { CrmDesk, methodOf } from '../support/crm-desk.ts';
import { type Plain, refusalOf } from '../support/order-desk.ts';

const TODAY = '2026-11-22';
const CRITERIA = {
  segmentType: 'UNSTRATIFIED',
  criteria: [{ property: 'prospect', operator: 'IS', values: ['false'] }],
};

/** A desk with a customer and a segment. */
async function desk(segment: Plain = {}, customer: Plain = {}): Promise<CrmDesk> {
  const crm = new CrmDesk();
  await crm.putCustomer('2142', customer);
  await crm.putSegment('best', segment);
  return crm;
}

const ONE = { customerID: '2142', segmentId: 'best' };
const add = (crm: CrmDesk, also: Plain = {}) =>
  crm.call(methodOf('addCustomerToSegment'), { ...ONE, ...also });
const remove = (crm: CrmDesk, also: Plain = {}) =>
  crm.call(methodOf('removeCustomerFromSegment'), { ...ONE, ...also });

async function memberships(crm: CrmDesk): Promise<readonly Plain[]> {
  const { customerSegments } = await crm.customer('2142');
  return (customerSegments as { segment: readonly Plain[] }).segment;
}

describe('a customer who is added to a segment', () => {
  it('is a member from today on', async () => {
    const crm = await desk();
    const answer = await add(crm);
    expect(answer).toMatchObject({
      changes: [{ action: 'update', objectType: 'Customer', id: '2142' }],
      ...ONE,
    });
    expect(await memberships(crm)).toEqual([
      { segmentId: 'best', segmentName: 'Best', startDate: TODAY, endDate: null },
    ]);
  });

  it('is not added twice, but can get other days', async () => {
    const crm = await desk();
    await add(crm, { startDate: '2026-01-01' });
    expect((await add(crm)).changes).toEqual([]);
    expect((await add(crm, { endDate: '2026-12-31' })).changes).toHaveLength(1);
    expect(await memberships(crm)).toEqual([
      { segmentId: 'best', segmentName: 'Best', startDate: '2026-01-01', endDate: '2026-12-31' },
    ]);
  });

  it('begins anew when the days of the membership are over', async () => {
    const segment = [{ segmentId: 'best', startDate: '2025-01-01', endDate: '2025-12-31' }];
    const crm = await desk({}, { customerSegments: { segment } });
    expect((await add(crm)).changes).toHaveLength(1);
    expect(await memberships(crm)).toEqual([{ segmentId: 'best', startDate: TODAY, endDate: null }]);
  });

  it('stays in other segments', async () => {
    const crm = await desk({}, { customerSegments: { segment: [{ segmentId: 'old' }] } });
    await add(crm);
    expect((await memberships(crm)).map(({ segmentId }) => segmentId)).toEqual(['old', 'best']);
  });

  it.each<[string, Plain, Plain, string]>([
    ['a customer who is not there', {}, { customerID: '1' }, '/customerID'],
    ['a segment that is not there', {}, { segmentId: 'none' }, '/segmentId'],
    ['an inactive segment', { status: 'INACTIVE' }, {}, '/segmentId'],
    ['a deleted segment', { status: 'DELETED' }, {}, '/segmentId'],
    ['a segment that has ended', { endDate: '2026-11-21' }, {}, '/segmentId'],
    ['a segment with criteria', CRITERIA, {}, '/segmentId'],
    ['a segment that is not valid', { segmentType: 'STRATIFIED' }, {}, '/segmentId'],
    ['a segment that has yet to begin', { startDate: '2026-11-23' }, {}, '/segmentId'],
    ['days that run backwards', {}, { startDate: '2026-02-01', endDate: '2026-01-01' }, '/endDate'],
  ])('is refused for %s', async (_what, segment, also, pointer) => {
    const crm = await desk(segment);
    const { code, errors } = await refusalOf(add(crm, also));
    expect(code).toBe('RULE_VIOLATED');
    expect(Object.keys(errors)).toEqual([pointer]);
    expect(await memberships(crm)).toEqual([]);
  });
});

describe('a customer who is removed from a segment', () => {
  const member = (segmentId: string): Plain => ({
    customerSegments: { segment: [{ segmentId }, { segmentId: 'old' }] },
  });

  it('is a member no more, of this one', async () => {
    const crm = await desk({}, member('best'));
    expect((await remove(crm)).changes).toHaveLength(1);
    expect(await memberships(crm)).toEqual([{ segmentId: 'old' }]);
    expect((await remove(crm)).changes).toEqual([]);
  });

  it('leaves a segment that is inactive, ended, deleted or gone', async () => {
    for (const segment of [
      { status: 'INACTIVE' },
      { ...CRITERIA, status: 'DELETED' },
      { endDate: '2020-01-01' },
    ])
      expect((await remove(await desk(segment, member('best')))).changes).toHaveLength(1);
    expect((await remove(await desk({}, member('gone')), { segmentId: 'gone' })).changes).toHaveLength(1);
  });

  it.each<[string, Plain, Plain, string]>([
    ['a customer who is not there', {}, { customerID: '1' }, '/customerID'],
    ['a segment that neither is nor was', {}, { segmentId: 'none' }, '/segmentId'],
    ['an active segment with criteria', CRITERIA, {}, '/segmentId'],
  ])('is refused for %s', async (_what, segment, also, pointer) => {
    const crm = await desk(segment, member('best'));
    expect(Object.keys((await refusalOf(remove(crm, also))).errors)).toEqual([pointer]);
  });
});
