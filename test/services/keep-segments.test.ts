import { type JsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import { segmentErrors } from '../../lambda/rules/segment/put-segment.ts';
import { keepSegment, readSegment } from '../../lambda/services/keep-segments.ts';
import { CrmDesk, methodOf } from '../support/crm-desk.ts';
import { jsonTextOf, memoryStore, plainOf, refusalOf } from '../support/order-desk.ts';

const ID = 'big-spenders';
/** Every field of the model, in its order. */
const TEXT = `{"segmentId":"${ID}","segmentName":"Big spenders","description":null,"segmentType":"STRATIFIED","status":"ACTIVE","inactiveSince":null,"startDate":"2020-01-01","endDate":null,"criteria":[{"property":"prospect","operator":"IS","values":["false"]}],"metric":"totalSalesAmount","strata":[{"stratumId":"gold","stratumName":null,"from":"1325.00","below":null}],"promotionDealIds":["42"],"franchisees":[{"franchiseeId":2.0,"franchiseeName":"Two"}],"offer":{"offerId":"mug","validDays":30}}`;

const store = () => memoryStore();
const keep = (records: ReturnType<typeof store>, body: JsonObject | undefined, segmentId = ID) =>
  keepSegment(records, { segmentId, body, idempotency: undefined, deadline: Number.MAX_SAFE_INTEGER });

const other = (also: string) => ({ ...jsonTextOf(TEXT), ...jsonTextOf(also) });

describe('a segment', () => {
  it('comes back exactly as it was put', async () => {
    const records = store();
    const { answer } = await keep(records, jsonTextOf(TEXT));
    expect(plainOf(answer)).toEqual({
      transactionId: expect.any(String),
      changes: [{ action: 'insert', objectType: 'Segment', id: ID, owner: `Segment#${ID}`, tick: 1 }],
      segmentId: ID,
    });
    expect(stringifyJson(await readSegment(records, ID))).toBe(TEXT);
  });

  it('is replaced by the next one that is put, and keeps when it was made', async () => {
    const records = store();
    await keep(records, jsonTextOf(TEXT));
    const key = { owner: `Segment#${ID}`, type: 'Segment', id: ID };
    const [before] = await records.records([key]);
    const manual = jsonTextOf(`{"segmentId":"${ID}","segmentType":"MANUAL","status":"INACTIVE"}`);
    const { answer } = await keep(records, manual);
    const [after] = await records.records([key]);
    expect(plainOf(answer)).toMatchObject({ changes: [{ action: 'update', tick: 2 }] });
    expect(stringifyJson(await readSegment(records, ID))).toBe(stringifyJson(manual));
    expect(after?.fields.Created).toBe(before?.fields.Created);
    expect(after?.fields.Modified).not.toBe(before?.fields.Modified);
    expect(after?.fields._listed).toBe('Segment');
  });

  it('is not changed, and nothing published, when it is put again as it is', async () => {
    const records = store();
    await keep(records, jsonTextOf(TEXT));
    const { answer } = await keep(records, jsonTextOf(TEXT));
    expect(plainOf(answer)).toMatchObject({ changes: [] });
    const { answer: scaled } = await keep(records, jsonTextOf(TEXT.replace('2.0', '2.00')));
    expect(plainOf(scaled)).toMatchObject({ changes: [{ action: 'update' }] });
  });

  it('is marked when it is deleted, takes in nobody any more, and cannot be put again', async () => {
    const records = store();
    const crm = new CrmDesk(records);
    await crm.putCustomer('2142');
    await crm.putSegment(ID);
    const member = { customerID: '2142', segmentId: ID };
    await crm.call(methodOf('addCustomerToSegment'), member);
    const { answer } = await keep(records, undefined);
    expect(plainOf(answer)).toMatchObject({ changes: [{ action: 'update', objectType: 'Segment' }] });
    expect(plainOf((await keep(records, undefined)).answer)).toMatchObject({ changes: [] });
    expect(plainOf(await readSegment(records, ID))).toMatchObject({ status: 'DELETED' });
    expect((await refusalOf(crm.call(methodOf('addCustomerToSegment'), member))).code).toBe('RULE_VIOLATED');
    expect((await refusalOf(keep(records, jsonTextOf(TEXT)))).code).toBe('RULE_VIOLATED');
    expect((await crm.call(methodOf('removeCustomerFromSegment'), member)).changes).toHaveLength(1);
  });

  it('keeps the texts of its numbers when it is deleted', async () => {
    const records = store();
    await keep(records, jsonTextOf(TEXT));
    await keep(records, undefined);
    expect(stringifyJson(await readSegment(records, ID))).toContain('"franchiseeId":2.0,');
  });

  it.each(['none', '', 'ü', 'x'.repeat(129)])('of the id %j is not found', async (segmentId) => {
    expect((await refusalOf(readSegment(store(), segmentId))).code).toBe('NOT_FOUND');
    expect((await refusalOf(keep(store(), undefined, segmentId))).code).toBe('NOT_FOUND');
  });
});

describe('what is wrong with a segment', () => {
  const pointers = (body: JsonObject, id = ID) => segmentErrors(body, id).map(({ pointer }) => pointer);

  it('is nothing, when it can be put', () => expect(pointers(jsonTextOf(TEXT))).toEqual([]));

  it.each([
    ['{"segmentId":"other"}', ['/segmentId']],
    ['{"segmentType":"GOOD"}', ['/segmentType']],
    ['{"segmentType":"MANUAL"}', ['/criteria', '/metric', '/strata']],
    ['{"strata":null}', ['/strata']],
    ['{"endDate":"2019-12-31"}', ['/endDate']],
    ['{"colour":"red"}', ['/colour']],
  ])('is shown by a pointer for %s', (also, expected) => {
    expect(pointers(other(also))).toEqual(expected);
  });
});
