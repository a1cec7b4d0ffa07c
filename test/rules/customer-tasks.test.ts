import fc from 'fast-check';
import type { JsonObject } from '../../lambda/domain/json.ts';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import { requestShape } from '../../lambda/model/request-shape.ts';
import { SEGMENT_STATUSES } from '../../lambda/model/segment.ts';
import { SCHEDULED_TASKS } from '../../lambda/model/sync-triggers.ts';
import { validate } from '../../lambda/model/validate.ts';
import { customerObjects } from '../../lambda/rules/customer/customer-lists.ts';
import { membershipsOn } from '../../lambda/rules/segment/membership.ts';
import { segmentKey, standingSegment } from '../../lambda/rules/segment/standing-segment.ts';
import type { CustomerTask } from '../../lambda/rules/task/customer-task.ts';
import { CUSTOMER_TASKS, taskNamed } from '../../lambda/rules/task/customer-tasks.ts';
import { STRATIFIED_SEGMENT, UNSTRATIFIED_SEGMENT } from '../../lambda/rules/task/evaluate-segments.ts';

const TODAY = '2026-11-22';
const DAY = { today: TODAY, inactiveDays: 30 };
const IDS = ['a', 'b', 'c', 'd'];

/** Nothing, or a day around today. */
const day = fc.option(fc.constantFrom('2026-01-01', '2026-11-21', TODAY, '2026-11-23'), { nil: null });
const number = (digits: number) => JSON.rawJSON(String(digits));

const criteria = fc.constantFrom<JsonObject>(
  { property: 'totalSalesAmount', operator: 'AT_LEAST', values: ['100'] },
  { property: 'customerClass', operator: 'IS', values: ['GOLD'] },
  { property: 'lastPurchaseDate', operator: 'WITHIN_DAYS', values: ['30'] },
);

const kinds: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({ segmentType: 'MANUAL' }),
  fc.record({
    segmentType: fc.constant('UNSTRATIFIED'),
    criteria: fc.array(criteria, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    segmentType: fc.constant('STRATIFIED'),
    metric: fc.constantFrom('totalSalesAmount', 'yearToDateSalesAmount'),
    strata: fc.constant([
      { stratumId: 'low', below: '100' },
      { stratumId: 'high', from: '100.00' },
    ]),
  }),
);

const segment = fc
  .record({
    status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', ...SEGMENT_STATUSES),
    startDate: fc.constantFrom(null, '2026-01-01'),
    endDate: day.filter((end) => end !== '2026-01-01'),
    promotionDealIds: fc.subarray(['P', 'Q', 'R']),
    franchisees: fc.subarray([
      { franchiseeId: number(1) },
      { franchiseeId: number(2), franchiseeName: 'Two' },
    ]),
    offer: fc.constantFrom(
      null,
      { offerId: 'O', validDays: number(3) },
      { offerId: 'U', expirationDate: TODAY },
    ),
  })
  .chain((fields) => kinds.map((kind): JsonObject => ({ ...fields, ...kind })));

const amount = fc.constantFrom(null, '0', '99.99', '100', '100.00', '5000');
const membership = fc.record({ segmentId: fc.constantFrom(...IDS, 'other'), startDate: day, endDate: day });

const customer: fc.Arbitrary<JsonObject> = fc
  .record({
    customerClass: fc.constantFrom(null, 'GOLD', 'SILVER'),
    lastPurchaseDate: day,
    total: amount,
    year: amount,
    segment: fc.array(membership, { maxLength: 5 }),
    promotionDealId: fc.subarray(['P', 'Q', 'own']),
    franchisee: fc.subarray([{ franchiseeId: number(1) }, { franchiseeId: number(9), franchiseeName: null }]),
    offer: fc.subarray([{ offerId: 'O' }, { offerId: 'old' }]),
  })
  .map(({ customerClass, lastPurchaseDate, total, year, segment, promotionDealId, franchisee, offer }) => ({
    customerID: '1',
    customerClass,
    lastPurchaseDate,
    entityInformation: {
      individual: {
        lifetimeActivitySummary: { totalSalesAmount: total },
        yearToDateActivitySummary: { yearToDateSalesAmount: year },
      },
    },
    eligiblePromotionDeals: { promotionDealId },
    customerSegments: { segment },
    franchisees: { franchisee },
    customerOffers: { offer },
  }));

const world = fc.record({
  segments: fc.array(segment, { minLength: 1, maxLength: IDS.length }),
  customer,
  summaryYear: fc.constantFrom(undefined, '2025', '2026'),
});

/** A task at work on a customer, once. */
function once(task: CustomerTask, bodies: readonly JsonObject[], summaryYear: string | undefined) {
  const segments = bodies.map((body, index) => {
    const key = segmentKey(IDS[index] ?? '');
    const found = standingSegment({
      key,
      fields: { segmentId: key.id, ...body, Modified: '2026-01-01 00:00:00.000+00' },
    });
    if (found === undefined)
      throw new Error(`a test makes a segment that is not valid: ${JSON.stringify(body)}`);
    return found;
  });
  const concerned = segments.filter((one) => task.concerns(one, DAY));
  const others = segments.filter((one) => !task.concerns(one, DAY));
  const view = { ...DAY, segments: concerned, others, newNumber: () => '1' };
  return (body: JsonObject) => task.change({ body, summaryYear }, view);
}

describe.each(CUSTOMER_TASKS.map((task) => [task.name, task] as const))('%s', (_name, task) => {
  it('does not do again what it has done, and leaves a customer that can be put', () => {
    fc.assert(
      fc.property(world, ({ segments, customer: body, summaryYear }) => {
        const change = once(task, segments, summaryYear);
        const changed = change(body);
        const after = { ...body, ...changed };
        expect(validate(requestShape(CUSTOMER), after)).toEqual([]);
        expect(change(after)).toBeUndefined();
        // A change that changes nothing would be an event about nothing.
        if (changed !== undefined) expect(JSON.stringify(after)).not.toBe(JSON.stringify(body));
      }),
      { numRuns: 200 },
    );
  });

  it('changes only what it is there for', () => {
    const FIELDS: Readonly<Record<string, readonly string[]>> = {
      'Dynamic Promotion': ['eligiblePromotionDeals'],
      'Franchisee Assignment': ['franchisees'],
      'Generate Offer': ['customerOffers'],
      'Delete Segments': ['customerSegments', 'eligiblePromotionDeals'],
      'Delete Inactive Segment': ['customerSegments', 'eligiblePromotionDeals'],
    };
    fc.assert(
      fc.property(world, ({ segments, customer: body, summaryYear }) => {
        const changed = Object.keys(once(task, segments, summaryYear)(body) ?? {});
        expect(FIELDS[task.name] ?? ['customerSegments']).toEqual(expect.arrayContaining(changed));
      }),
      { numRuns: 100 },
    );
  });
});

describe.each([UNSTRATIFIED_SEGMENT, STRATIFIED_SEGMENT])('$name', (task) => {
  it('leaves a customer in a segment that it works out at most once, and in it today', () => {
    fc.assert(
      fc.property(world, ({ segments, customer: body, summaryYear }) => {
        const after = { ...body, ...once(task, segments, summaryYear)(body) };
        const worked = segments.flatMap(({ segmentType, status, endDate }, index) => {
          const isActive = status === 'ACTIVE' && (endDate === null || String(endDate) >= TODAY);
          const isIts = String(segmentType) === task.name.split(' ')[0]?.toUpperCase();
          return isActive && isIts ? [String(IDS[index])] : [];
        });
        const entries = customerObjects(after, 'customerSegments');
        const its = entries.filter(({ segmentId }) => worked.includes(String(segmentId)));
        expect(new Set(its.map(({ segmentId }) => segmentId)).size).toBe(its.length);
        expect([...membershipsOn(after, TODAY)]).toEqual(
          expect.arrayContaining(its.map(({ segmentId }) => segmentId)),
        );
        expect(entries.length - its.length).toBe(
          customerObjects(body, 'customerSegments').filter(
            ({ segmentId }) => !worked.includes(String(segmentId)),
          ).length,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the names of the tasks', () => {
  it('are those of the seed, in its order', () => {
    expect(CUSTOMER_TASKS.map(({ name }) => name)).toEqual(SCHEDULED_TASKS);
  });

  it.each(['Generate Offer', 'generate-offer', 'generateOffer', 'GENERATE_OFFER'])(
    'can be written %s',
    (name) => expect(taskNamed(name)?.name).toBe('Generate Offer'),
  );

  it.each(['', 'Generate Offers', 'offer'])('are not %j', (name) => expect(taskNamed(name)).toBeUndefined());
});
