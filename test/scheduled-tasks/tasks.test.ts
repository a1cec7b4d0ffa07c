import { TASK_DAY, TaskDesk } from '../support/task-desk.ts';

const RICH = individual({ lifetimeActivitySummary: { totalSalesAmount: '1000.00' } });
const POOR = individual({ lifetimeActivitySummary: { totalSalesAmount: '999.99' } });

function individual(more: object) {
  return { entityInformation: { individual: more } };
}

function memberOf(...segmentIds: readonly string[]) {
  return { customerSegments: { segment: segmentIds.map((segmentId) => ({ segmentId })) } };
}

const BEST = {
  segmentType: 'UNSTRATIFIED',
  criteria: [{ property: 'totalSalesAmount', operator: 'AT_LEAST', values: ['1000'] }],
};

describe('Unstratified Segment', () => {
  it('takes in those for whom the criteria hold, and nobody else', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('best', BEST);
    await desk.crm.putCustomer('1', RICH);
    await desk.crm.putCustomer('2', { ...POOR, ...memberOf('other', 'best') });
    await desk.crm.putCustomer('3', { ...RICH, ...memberOf('best') });
    expect(await desk.run('Unstratified Segment')).toMatchObject({ seen: 3, changed: 2, failed: 0 });
    expect(await desk.list('1', 'customerSegments', 'segment')).toEqual([
      { segmentId: 'best', segmentName: 'Best', startDate: TASK_DAY },
    ]);
    expect(await desk.segmentsOf('2')).toEqual(['other']);
    expect(await desk.segmentsOf('3')).toEqual(['best']);
  });

  it('begins a membership anew that was over', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('best', BEST);
    const segment = [{ segmentId: 'best', startDate: '2025-01-01', endDate: '2025-12-31' }];
    await desk.crm.putCustomer('1', { ...RICH, customerSegments: { segment } });
    await desk.run('Unstratified Segment');
    expect(await desk.list('1', 'customerSegments', 'segment')).toEqual([
      { segmentId: 'best', segmentName: 'Best', startDate: TASK_DAY },
    ]);
  });

  it.each([
    { status: 'INACTIVE' },
    { status: 'DELETED' },
    { endDate: '2026-11-21' },
    { startDate: '2026-11-23' },
    { segmentType: 'MANUAL', criteria: null },
  ])('leaves alone a segment with %j', async (segment) => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('best', { ...BEST, ...segment });
    await desk.crm.putCustomer('1', RICH);
    expect(await desk.run('Unstratified Segment')).toBeUndefined();
  });
});

describe('Stratified Segment', () => {
  const TIERS = {
    segmentType: 'STRATIFIED',
    metric: 'totalSalesAmount',
    strata: [
      { stratumId: 'LOW', below: '1000' },
      { stratumId: 'MIDDLE', from: '1000.00', below: '5000' },
      { stratumId: 'TOP', from: '9000' },
    ],
  };
  const spent = (totalSalesAmount: string | null) =>
    individual({ lifetimeActivitySummary: { totalSalesAmount } });

  it.each([
    ['999.99', ['tiers:LOW']],
    ['-5', ['tiers:LOW']],
    ['1000', ['tiers:MIDDLE']],
    ['4999.999999999999999999', ['tiers:MIDDLE']],
    ['5000', []],
    ['9000.0', ['tiers:TOP']],
    [null, []],
  ])('puts a customer who has spent %s into %j', async (amount, segments) => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('tiers', TIERS);
    await desk.crm.putCustomer('1', { ...spent(amount), ...memberOf('tiers') });
    await desk.run('Stratified Segment');
    expect(await desk.segmentsOf('1')).toEqual(segments);
  });

  it('holds to the criteria, where there are any', async () => {
    const desk = new TaskDesk();
    const criteria = [{ property: 'customerClass', operator: 'IS', values: ['GOLD'] }];
    await desk.crm.putSegment('tiers', { ...TIERS, criteria });
    await desk.crm.putCustomer('1', { ...spent('1'), customerClass: 'GOLD' });
    await desk.crm.putCustomer('2', { ...spent('1'), customerClass: 'SILVER' });
    await desk.run('Stratified Segment');
    expect([await desk.segmentsOf('1'), await desk.segmentsOf('2')]).toEqual([['tiers:LOW'], []]);
  });

  it('moves a customer to another stratum, in one change', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('tiers', TIERS);
    const segment = [{ segmentId: 'tiers', stratumId: 'LOW', startDate: '2026-01-01' }];
    await desk.crm.putCustomer('1', { ...spent('9000'), customerSegments: { segment } });
    expect(await desk.run('Stratified Segment')).toMatchObject({ changed: 1 });
    expect(await desk.segmentsOf('1')).toEqual(['tiers:TOP']);
  });
});

describe.each([
  ['Delete Segments', { status: 'DELETED' }, { status: 'ACTIVE' }],
  [
    'Delete Inactive Segment',
    { status: 'INACTIVE', inactiveSince: '2026-10-23' },
    { status: 'INACTIVE', inactiveSince: '2026-10-24' },
  ],
  ['Delete Inactive Segment', { endDate: '2026-10-23' }, { endDate: '2026-10-24' }],
])('%s', (task, due, notDue) => {
  it(`takes everybody out of a segment with ${JSON.stringify(due)}, and deletes it`, async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('gone', due);
    await desk.crm.putSegment('stays', notDue);
    await desk.crm.putCustomer('1', memberOf('gone', 'stays'));
    await desk.crm.putCustomer('2', memberOf('stays'));
    expect(await desk.run(task)).toMatchObject({ status: 'success', changed: 1, deleted: 1 });
    expect([await desk.segmentsOf('1'), await desk.segmentsOf('2')]).toEqual([['stays'], ['stays']]);
    expect(await desk.ports.list.keys('Segment')).toEqual([expect.objectContaining({ id: 'stays' })]);
    expect(await desk.run(task, { runId: 'run-2' })).toBeUndefined();
  });
});

describe('who leaves a segment that is deleted', () => {
  it('loses its promotions, but not those of other segments, nor any of somebody else', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('gone', { status: 'DELETED', promotionDealIds: ['A', 'B'] });
    await desk.crm.putSegment('stays', { promotionDealIds: ['B'] });
    const eligiblePromotionDeals = { promotionDealId: ['X', 'A', 'B'] };
    await desk.crm.putCustomer('1', { ...memberOf('gone', 'stays'), eligiblePromotionDeals });
    await desk.crm.putCustomer('2', { ...memberOf('stays'), eligiblePromotionDeals });
    await desk.run('Delete Segments');
    expect(await desk.list('1', 'eligiblePromotionDeals', 'promotionDealId')).toEqual(['X', 'B']);
    expect(await desk.list('2', 'eligiblePromotionDeals', 'promotionDealId')).toEqual(['X', 'A', 'B']);
  });
});

describe('Dynamic Promotion', () => {
  it('lets members, and nobody else, use what segments promote', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('summer', { promotionDealIds: ['S1', 'S2'] });
    await desk.crm.putSegment('over', { promotionDealIds: ['O', 'S1'], endDate: '2026-11-21' });
    await desk.crm.putCustomer('1', memberOf('summer', 'over'));
    const deals = { eligiblePromotionDeals: { promotionDealId: ['S2', 'own', 'O'] } };
    await desk.crm.putCustomer('2', { ...memberOf('over'), ...deals });
    const segment = [{ segmentId: 'summer', endDate: '2026-11-21' }];
    await desk.crm.putCustomer('3', { ...deals, customerSegments: { segment } });
    await desk.run('Dynamic Promotion');
    const dealsOf = (id: string) => desk.list(id, 'eligiblePromotionDeals', 'promotionDealId');
    expect([await dealsOf('1'), await dealsOf('2'), await dealsOf('3')]).toEqual([
      ['S1', 'S2'],
      ['own'],
      ['own'],
    ]);
  });
});

describe('Franchisee Assignment', () => {
  it('adds to members the franchisees that they lack, and takes none away', async () => {
    const desk = new TaskDesk();
    const franchisees = [{ franchiseeId: 2, franchiseeName: 'New name' }, { franchiseeId: 3 }];
    await desk.crm.putSegment('north', { franchisees });
    const franchisee = [
      { franchiseeId: 2, franchiseeName: 'Old name' },
      { franchiseeId: 9, franchiseeName: null },
    ];
    await desk.crm.putCustomer('1', { ...memberOf('north'), franchisees: { franchisee } });
    await desk.crm.putCustomer('2', { franchisees: { franchisee } });
    expect(await desk.run('Franchisee Assignment')).toMatchObject({ seen: 2, changed: 1 });
    expect(await desk.list('1', 'franchisees', 'franchisee')).toEqual([
      ...franchisee,
      { franchiseeId: 3, franchiseeName: null },
    ]);
    expect(await desk.list('2', 'franchisees', 'franchisee')).toEqual(franchisee);
  });
});

describe('Generate Offer', () => {
  const OFFER = { offerId: 'TEN-OFF', promotionDealId: 'P', validDays: 7 };

  it('makes each member one copy, under a number of its own', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('best', { offer: OFFER });
    await desk.crm.putSegment('also', { offer: OFFER });
    for (const id of ['1', '2']) await desk.crm.putCustomer(id, memberOf('best', 'also'));
    await desk.crm.putCustomer('3');
    await desk.run('Generate Offer');
    const copies = (
      await Promise.all(['1', '2', '3'].map((id) => desk.list(id, 'customerOffers', 'offer')))
    ).flat();
    const copy = {
      offerId: 'TEN-OFF',
      promotionDealId: 'P',
      generatedDate: TASK_DAY,
      expirationDate: '2026-11-29',
    };
    expect(copies).toEqual([expect.objectContaining(copy), expect.objectContaining(copy)]);
    const numbers = copies.map((one) => (one as { offerNumber: string }).offerNumber);
    expect(new Set(numbers).size).toBe(2);
    for (const number of numbers) expect(number).toMatch(/^\d{17}$/);
  });

  it('makes none for who has one, however old', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('best', { offer: OFFER });
    const offer = [{ offerId: 'TEN-OFF', expirationDate: '2020-01-01' }];
    await desk.crm.putCustomer('1', { ...memberOf('best'), customerOffers: { offer } });
    expect(await desk.run('Generate Offer')).toMatchObject({ changed: 0 });
  });

  it('makes none of an offer that is over', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('best', { offer: { offerId: 'OLD', expirationDate: '2026-11-21' } });
    await desk.crm.putCustomer('1', memberOf('best'));
    expect(await desk.run('Generate Offer')).toBeUndefined();
  });
});
