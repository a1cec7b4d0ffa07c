import { parseJson } from '../../lambda/domain/parse-json.ts';
import { ROUTES } from '../../lambda/model/routes.ts';
import { SERVICE_OPERATIONS } from '../../lambda/model/service-operations.ts';
import { SERVICE_TRIGGERS } from '../../lambda/model/sync-triggers.ts';
import { SERVICE_METHODS } from '../../lambda/rules/service-methods.ts';
import type { CommandApiHandler } from '../../lambda/runtime/command-api.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { gatewayEvent, lambdaContext } from '../support/gateway-event.ts';
import { jsonOf, jsonTextOf, type Plain } from '../support/order-desk.ts';
import { getCustomer, postService, SERVICES_ENVIRONMENT_VALUES } from '../support/services-desk.ts';
import { testObject } from '../support/test-data.ts';

const mockDynamoDb = { current: new FakeDynamoDb() };
jest.mock('../../lambda/adapters/dynamodb/client.ts', () => ({
  dynamoDbClient: () => ({ send: (command: unknown) => mockDynamoDb.current.client().send(command) }),
}));

describe('the functions of the services', () => {
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
  beforeEach(() => {
    mockDynamoDb.current = new FakeDynamoDb();
  });

  const post = (service: string, method: string, body: Plain, headers?: Record<string, string>) =>
    postService(call, { service, method, body: jsonOf(body), ...(headers && { headers }) });

  it('give back exactly what was put: the sample, byte for byte, its numbers with their scale', async () => {
    const [message] = testObject('orce-customermod.body.json').messages as readonly Plain[];
    const payload = String(message?.payload);
    const put = { service: 'Customer', method: 'addOrUpdateCustomer' };
    await postService(call, { ...put, body: parseJson(payload) });
    expect((await getCustomer(read, '2142')).raw.body).toBe(payload);
    const card = '{"cardNumber":"1","statusCode":"ACTIVE","initialBalance":1325.00,"balance":-0.10}';
    const cards = `{"customerID":"2142","customerCards":{"instrument":[${card}]}}`;
    await postService(call, { ...put, body: parseJson(cards) });
    await post('Customer', 'addOrUpdateCustomer', { customerID: '2142', source: 'other' });
    const { raw } = await getCustomer(read, '2142');
    expect(raw.body).toBe(
      payload.replace('"instrument":[]', `"instrument":[${card}]`).replace('"Relate"', '"other"'),
    );
  });

  it.each(['SVC Transaction', 'SVCTransaction', 'svc-transaction', 'SVC-TRANSACTION', 'svctransaction'])(
    'know the service %s',
    async (service) => {
      const { status, body } = await post(service, 'activateInstrument', { cardNumber: '1' });
      expect([status, body.code]).toEqual([400, 'RULE_VIOLATED']);
    },
  );

  it.each([
    ['Custumer', 'deleteCustomer', 'there is no service "Custumer"; the nearest is "Customer"'],
    [
      'customer',
      'deletCustomer',
      'the service Customer has no method "deletCustomer"; the nearest is "deleteCustomer"',
    ],
    [
      'Card',
      'deleteCustomer',
      'the service Card has no method "deleteCustomer"; the nearest is "resetCardExpirationDate"',
    ],
  ])('say what is nearest to %s %s', async (service, method, detail) => {
    const { status, body } = await post(service, method, {});
    expect([status, body.code, body.detail]).toEqual([404, 'NOT_FOUND', detail]);
  });

  it('say what is wrong with a body, all at once', async () => {
    const body = { customerID: 7, franchise: [], add: [{ franchiseeId: 'x' }] };
    const { status, body: problem } = await post('customer', 'addOrDeleteCustomerFranchisees', body);
    const pointers = (problem.errors as readonly Plain[]).map(({ pointer }) => pointer);
    expect([status, pointers]).toEqual([400, ['/customerID', '/franchise', '/add/0/franchiseeId']]);
  });

  it('do a command once for an idempotency key, and not another method for the same one', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const note = { customerID: '7', customerNote: { note: 'x' } };
    await post('customer', 'addOrUpdateCustomer', { customerID: '7' });
    const first = await post('customer', 'addOrUpdateCustomerNote', note, key);
    const second = await post('customer', 'addOrUpdateCustomerNote', note, key);
    expect(second.raw.headers).toMatchObject({ 'idempotency-replayed': 'true' });
    expect(second.body).toEqual(first.body);
    expect((await post('customer', 'deleteCustomer', { customerID: '7' }, key)).status).toBe(422);
    const { customerNotes } = jsonTextOf((await getCustomer(read, '7')).raw.body);
    expect((customerNotes as { customerNote: unknown[] }).customerNote).toHaveLength(1);
  });

  it('give the first answer again though the command could not be prepared any more', async () => {
    const instrument = [{ cardNumber: '1', statusCode: 'ACTIVE' }];
    const reset = { cardNumber: '1', expirationDate: '2030-01-31' };
    const key = { 'Idempotency-Key': 'once' };
    await post('customer', 'addOrUpdateCustomer', { customerID: '7', customerCards: { instrument } });
    const first = await post('card', 'resetCardExpirationDate', reset, key);
    await post('customer', 'deleteCustomer', { customerID: '7' });
    expect((await post('card', 'resetCardExpirationDate', reset)).status).toBe(400);
    expect((await post('card', 'resetCardExpirationDate', reset, key)).body).toEqual(first.body);
  });

  it.each(['', 'nobody', 'a b', 'ü', 'x'.repeat(2000)])('know no customer %j', async (customerID) => {
    expect((await getCustomer(read, customerID)).status).toBe(404);
  });

  it('let nobody in without the role crm', async () => {
    const authorizer = { subject: 's', clientId: 'c', roles: 'ordering system-admin' };
    const path = { service: 'customer', method: 'deleteCustomer', customerID: '7' };
    const service = { resource: '/services/{service}/{method}', path, authorizer };
    expect((await call(gatewayEvent(service), lambdaContext())).statusCode).toBe(403);
    const customer = { method: 'GET', resource: '/customers/{customerID}', path, authorizer };
    expect((await read(gatewayEvent(customer), lambdaContext())).statusCode).toBe(403);
  });
});

describe('the methods of the services', () => {
  const names = (of: readonly { readonly service: string; readonly method: string }[]) =>
    of.map(({ service, method }) => `${service} ${method}`);

  it('are those of table H-1, in its order, in the rules and in the documents', () => {
    expect(names(SERVICE_METHODS)).toEqual(names(SERVICE_TRIGGERS));
    expect(names(SERVICE_OPERATIONS)).toEqual(names(SERVICE_TRIGGERS));
  });

  it('are documented each by itself, though the gateway has one resource for all', () => {
    const route = ROUTES.find(({ name }) => name === 'callService');
    expect(route?.path).toBe('/services/{service}/{method}');
    const paths = route?.variants?.map(({ path }) => path);
    expect(paths).toHaveLength(18);
    expect(paths).toContain('/services/svc-transaction/unblockTenderAccount');
  });
});
