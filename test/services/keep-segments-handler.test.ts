import fc from 'fast-check';
import { type JsonObject, type JsonValue, stringifyJson } from '../../lambda/domain/json.ts';
import { SEGMENT_REQUEST } from '../../lambda/model/segment-request.ts';
import { validate } from '../../lambda/model/validate.ts';
import type { CommandApiHandler } from '../../lambda/runtime/command-api.ts';
import { validValue } from '../support/arbitrary-shape.ts';
import { broken } from '../support/broken-json.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { answerBody, gatewayEvent, lambdaContext } from '../support/gateway-event.ts';
import { SERVICES_ENVIRONMENT_VALUES } from '../support/services-desk.ts';

const mockDynamoDb = { current: new FakeDynamoDb() };
jest.mock('../../lambda/adapters/dynamodb/client.ts', () => ({
  dynamoDbClient: () => ({ send: (command: unknown) => mockDynamoDb.current.client().send(command) }),
}));

describe('the function of segments', () => {
  const before = { ...process.env };
  let handler: CommandApiHandler;
  beforeAll(async () => {
    Object.assign(process.env, SERVICES_ENVIRONMENT_VALUES);
    ({ handler } = await import('../../lambda/services/keep-segments.handler.ts'));
  });
  afterAll(() => {
    process.env = before;
  });
  beforeEach(() => {
    mockDynamoDb.current = new FakeDynamoDb();
  });

  async function send(method: string, segmentId: string, more: { body?: JsonValue; roles?: string } = {}) {
    const { body, roles = 'crm' } = more;
    const event = gatewayEvent({
      method,
      resource: '/segments/{segmentId}',
      path: { segmentId: encodeURIComponent(segmentId) },
      authorizer: { subject: 'subject-1', clientId: 'crm', roles },
      ...(body !== undefined && { body: stringifyJson(body) }),
    });
    const raw = await handler(event, lambdaContext());
    return { status: raw.statusCode, text: raw.body, body: answerBody(raw) };
  }

  const pointersOf = ({ errors }: JsonObject) =>
    ((errors ?? []) as readonly { pointer: string }[]).map(({ pointer }) => pointer);

  it('puts, reads and deletes', async () => {
    const body = {
      segmentId: 'gold.2026-1',
      segmentType: 'MANUAL',
      status: 'ACTIVE',
      promotionDealIds: ['1'],
    };
    expect(await send('PUT', 'gold.2026-1', { body })).toMatchObject({ status: 200 });
    expect(await send('GET', 'gold.2026-1')).toMatchObject({ status: 200, body });
    expect(await send('DELETE', 'gold.2026-1')).toMatchObject({
      status: 200,
      body: { segmentId: 'gold.2026-1' },
    });
    expect(await send('GET', 'gold.2026-1')).toMatchObject({ status: 200, body: { status: 'DELETED' } });
    expect(await send('GET', 'other')).toMatchObject({ status: 404 });
    expect(await send('DELETE', 'other')).toMatchObject({ status: 404 });
  });

  it('says what is wrong, with the path too', async () => {
    const body = { segmentId: 'b', segmentType: 'MANUAL', status: 'ACTIVE' };
    const { status, body: problem } = await send('PUT', 'a', { body });
    expect([status, problem.code, pointersOf(problem)]).toEqual([400, 'VALIDATION_FAILED', ['/segmentId']]);
  });

  it.each(['GET', 'PUT', 'DELETE'])('lets %s only by who has the role crm', async (method) => {
    expect(await send(method, 'a', { roles: 'ordering system-admin' })).toMatchObject({ status: 403 });
  });

  it('puts any valid segment or says what goes against the rules, and gives back what it took', async () => {
    await fc.assert(
      fc.asyncProperty(validValue(SEGMENT_REQUEST), async (value) => {
        const body: JsonObject = { ...(value as JsonObject), segmentId: 'any' };
        const answer = await send('PUT', 'any', { body });
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 200 && body.status !== 'DELETED') {
          const read = await send('GET', 'any');
          // As many characters: not one digit is another, or somewhere else.
          expect(read.text.length).toBe(stringifyJson(body).length);
          expect(JSON.parse(read.text)).toEqual(JSON.parse(stringifyJson(body)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a broken segment by its pointers, and keeps nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(validValue(SEGMENT_REQUEST).chain(broken), async (body) => {
        const errors = validate(SEGMENT_REQUEST, body);
        fc.pre(errors.length > 0);
        const { status, body: problem } = await send('PUT', 'any', { body });
        expect(status).toBe(400);
        expect(pointersOf(problem)).toEqual(errors.map(({ pointer }) => pointer));
        expect(await send('GET', 'any')).toMatchObject({ status: 404 });
      }),
      { numRuns: 40 },
    );
  });
});
