import fc from 'fast-check';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lambda/domain/json.ts';
import { ADD_OR_UPDATE_CUSTOMER } from '../../lambda/model/customer-operations.ts';
import { sameJson } from '../../lambda/rules/same-json.ts';
import type { CommandApiHandler } from '../../lambda/runtime/command-api.ts';
import { aimedRequest } from '../support/aimed-request.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { getCustomer, postService, SERVICES_ENVIRONMENT_VALUES } from '../support/services-desk.ts';

const mockDynamoDb = { current: new FakeDynamoDb() };
jest.mock('../../lambda/adapters/dynamodb/client.ts', () => ({
  dynamoDbClient: () => ({ send: (command: unknown) => mockDynamoDb.current.client().send(command) }),
}));

describe('a customer that is put, then changed', () => {
  const before = { ...process.env };
  let call: CommandApiHandler;
  let read: CommandApiHandler;
  beforeAll(async () => {
    Object.assign(process.env, SERVICES_ENVIRONMENT_VALUES);
    ({ handler: call } = await import('../../lambda/services/call-service.handler.ts'));
    ({ handler: read } = await import('../../lambda/services/read-customer.handler.ts'));
  });
  afterAll(() => {
    process.env = before;
  });

  it('is read with every key, null and digit of the one and of the other', async () => {
    const customer = aimedRequest(ADD_OR_UPDATE_CUSTOMER.request);
    const put = async (body: JsonObject) => {
      const method = { service: 'customer', method: 'addOrUpdateCustomer' };
      return (await postService(call, { ...method, body: { ...body, customerID: '1' } })).status === 200;
    };
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(customer, customer, async (first, second) => {
        mockDynamoDb.current = new FakeDynamoDb();
        fc.pre(await put(first));
        const stood = (await getCustomer(read, '1')).body;
        expect(sameJson(stood, { ...first, customerID: '1' })).toBe(true);
        if (await put(second)) changed += 1;
        else return;
        const { body } = await getCustomer(read, '1');
        for (const [field, value] of Object.entries(second))
          expect([field, field === 'customerID' || holds(body[field], value)]).toEqual([field, true]);
        for (const [field, value] of Object.entries(stood))
          if (!Object.hasOwn(second, field))
            expect([field, sameJson(body[field], value)]).toEqual([field, true]);
      }),
      { numRuns: 60 },
    );
    expect(changed).toBeGreaterThan(10);
  });
});

/** Whether a value is what was sent, but that objects may have more members. */
function holds(value: JsonValue | undefined, sent: JsonValue): boolean {
  if (!isJsonObject(value) || !isJsonObject(sent)) return sameJson(value, sent);
  return Object.entries(sent).every(([key, inner]) => holds(value[key], inner));
}
