import fc from 'fast-check';
import { fromItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import type { RecordKey } from '../../lambda/domain/record.ts';
import { exactJson } from '../../lambda/model/exact-json.ts';
import { OBJECT_MODEL } from '../../lambda/model/object-model.ts';
import { requestShape } from '../../lambda/model/request-shape.ts';
import { validate } from '../../lambda/model/validate.ts';
import { cardsOf } from '../../lambda/rules/customer/customer-lists.ts';
import { SERVICE_METHODS } from '../../lambda/rules/service-methods.ts';
import type { CommandApiHandler } from '../../lambda/runtime/command-api.ts';
import { aimedRequest } from '../support/aimed-request.ts';
import { broken } from '../support/broken-json.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { jsonOf, type Plain } from '../support/order-desk.ts';
import { postService, SERVICES_ENVIRONMENT_VALUES } from '../support/services-desk.ts';

const mockDynamoDb = { current: new FakeDynamoDb() };
jest.mock('../../lambda/adapters/dynamodb/client.ts', () => ({
  dynamoDbClient: () => ({ send: (command: unknown) => mockDynamoDb.current.client().send(command) }),
}));

const card = (number: string, statusCode: string): Plain => ({ cardNumber: `c${number}`, statusCode });

/** Customers with cards in several states, one that shares nothing with others. */
const CUSTOMERS: readonly Plain[] = [
  {
    customerID: '1',
    alternateKey: [{ typeCode: 'GIFT', alternateID: 'a1' }],
    customerCards: { instrument: [card('1', 'ACTIVE'), card('2', 'INACTIVE')] },
    franchisees: { franchisee: [{ franchiseeId: 2 }, { franchiseeId: 8, franchiseeName: 'x' }] },
    associateAssignments: { associateAssignment: [{ associateId: 'e1', assignmentTypeCode: 'PRIMARY' }] },
  },
  {
    customerID: '2',
    alternateKey: [{ typeCode: 'LOYALTY', alternateID: 'a2' }],
    customerCards: { instrument: [card('3', 'BLOCKED'), card('4', 'EXPIRED')] },
    entityInformation: {
      individual: { lifetimeActivitySummary: { totalSalesAmount: '999999999999999999' } },
    },
  },
  { customerID: '3', orgName: 'Org', entityInformation: { organization: {} } },
  { customerID: '4' },
];

describe('every method of every service', () => {
  const before = { ...process.env };
  let handler: CommandApiHandler;
  beforeAll(async () => {
    Object.assign(process.env, SERVICES_ENVIRONMENT_VALUES);
    ({ handler } = await import('../../lambda/services/call-service.handler.ts'));
    await seed();
  });
  afterAll(() => {
    process.env = before;
  });
  let seeded: FakeDynamoDb;
  const begin = () => {
    mockDynamoDb.current = new FakeDynamoDb();
    for (const table of ['records', 'ledger'] as const)
      for (const item of seeded.items(table)) mockDynamoDb.current.put(table, item);
  };
  const seed = async () => {
    for (const customer of CUSTOMERS) {
      const call = { service: 'customer', method: 'addOrUpdateCustomer', body: jsonOf(customer) };
      expect(await postService(handler, call)).toMatchObject({ status: 200 });
    }
    for (const [place, status] of ['ACTIVE', 'INACTIVE'].entries()) putSegment(`s${place + 1}`, status);
    seeded = mockDynamoDb.current;
  };

  describe.each(SERVICE_METHODS.map((method) => [`${method.service} ${method.method}`, method] as const))(
    '%s',
    (_name, { service, method, request }) => {
      it('does a valid request or refuses it by the rules, and leaves what stands in order', async () => {
        await fc.assert(
          fc.asyncProperty(aimedRequest(request), async (body) => {
            begin();
            const stood = everything();
            const answer = await postService(handler, { service, method, body });
            expect([200, 400]).toContain(answer.status);
            if (answer.status === 400) {
              expect(answer.body.code).toBe('RULE_VIOLATED');
              expect(pointersOf(answer.body).filter((pointer) => !leadsInto(body, pointer))).toEqual([]);
              expect(everything()).toBe(stood);
            } else {
              const { changes } = answer.body;
              expect(everything() === stood).toBe(isJsonArray(changes) && changes.length === 0);
            }
            expectOrder();
          }),
          { numRuns: 25 },
        );
      });

      it('refuses a broken request, naming what is broken, and changes nothing', async () => {
        const requests = aimedRequest(request).chain((valid) => broken(valid));
        await fc.assert(
          fc.asyncProperty(requests, async (body) => {
            const errors = validate(request, body);
            fc.pre(errors.length > 0);
            begin();
            const stood = everything();
            const answer = await postService(handler, { service, method, body });
            expect(answer.status).toBe(400);
            expect(pointersOf(answer.body)).toEqual(errors.map(({ pointer }) => pointer));
            expect(everything()).toBe(stood);
          }),
          { numRuns: 15 },
        );
      });
    },
  );
});

/** All that is stored, as one text. */
function everything(): string {
  const { current } = mockDynamoDb;
  return JSON.stringify([
    current.items('records'),
    current.items('ledger').filter(({ sk }) => sk?.S !== 'tick'),
  ]);
}

function pointersOf(problem: JsonObject): readonly string[] {
  const { errors } = problem;
  return isJsonArray(errors) ? errors.filter(isJsonObject).map(({ pointer }) => String(pointer)) : [];
}

/** Whether a pointer is of something in the body, or of a member that an object in it lacks. */
function leadsInto(body: JsonValue, pointer: string): boolean {
  const steps = pointer.split('/').slice(1);
  let at: JsonValue | undefined = body;
  for (const [place, step] of steps.entries()) {
    if (isJsonArray(at)) at = at[Number(step)];
    else if (isJsonObject(at)) at = at[step] ?? (place === steps.length - 1 ? null : undefined);
    else return false;
  }
  return at !== undefined;
}

/** Every record is as its type says, and every card and alternate key is found with the one customer that has it. */
function expectOrder(): void {
  const customers = new Map<string, JsonObject>();
  for (const item of mockDynamoDb.current.items('records')) {
    const fields = fromItem(item);
    if (fields._deleted === true) continue;
    const type = OBJECT_MODEL.find(({ type }) => type === fields['Object Type']);
    if (type === undefined) throw new Error('a record of no type');
    const body = parseJson(exactJson(type, fields)) as JsonObject;
    expect(validate(requestShape(type), body)).toEqual([]);
    if (type.type === 'Customer') customers.set(String(fields.id), body);
  }
  const born = [...customers].flatMap(([id, body]) => [
    ...cardsOf(body).map(({ cardNumber }) => `name#Instrument#${String(cardNumber)} ${id}`),
    ...((body.alternateKey ?? []) as readonly JsonObject[]).map(
      ({ typeCode, alternateID }) =>
        `name#Customer Alternate Key#${stringifyJson([typeCode ?? null, alternateID ?? null])} ${id}`,
    ),
  ]);
  const names = mockDynamoDb.current
    .items('ledger')
    .filter(({ pk }) => /^name#(?:Instrument|Customer Alternate Key)#/.test(pk?.S ?? ''))
    .map(({ pk, value }) => `${pk?.S} ${value?.M?.customerID?.S}`);
  expect(names.sort()).toEqual(born.sort());
}

function putSegment(segmentId: string, status: string): void {
  const key: RecordKey = { owner: `Segment#${segmentId}`, type: 'Segment', id: segmentId };
  mockDynamoDb.current.put('records', {
    _owner: { S: key.owner },
    _key: { S: key.owner },
    id: { S: segmentId },
    'Object Type': { S: 'Segment' },
    segmentId: { S: segmentId },
    segmentName: { S: 'Best' },
    segmentType: { S: 'MANUAL' },
    status: { S: status },
  });
}
