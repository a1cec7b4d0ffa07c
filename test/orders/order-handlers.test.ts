import type { CommandApiHandler } from '../../lambda/runtime/command-api.ts';
import { answerBody, gatewayEvent, lambdaContext } from '../support/gateway-event.ts';

/** Only what is refused before anything is read: nothing answers the calls to DynamoDB here. */
describe('the functions of orders and of the catalog', () => {
  const before = { ...process.env };
  let handlers: Record<'submit' | 'query' | 'catalog', CommandApiHandler>;

  beforeAll(async () => {
    Object.assign(process.env, {
      RECORDS_TABLE: 'Records',
      LEDGER_TABLE: 'Ledger',
      STAGE: 'test',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    });
    const [submit, query, catalog] = await Promise.all([
      import('../../lambda/orders/submit-orders.handler.ts'),
      import('../../lambda/orders/query-orders.handler.ts'),
      import('../../lambda/catalog/change-catalog.handler.ts'),
    ]);
    handlers = { submit: submit.handler, query: query.handler, catalog: catalog.handler };
  });

  afterAll(() => {
    process.env = before;
  });

  it('refuse an order without its ids, naming all that is wrong', async () => {
    const body = '{"orders":[{"orderId":"short","orderItems":[{}]}]}';
    const answer = await handlers.submit(gatewayEvent({ body }), lambdaContext());
    expect(answer.statusCode).toBe(400);
    const { code, errors } = answerBody(answer);
    expect(code).toBe('VALIDATION_FAILED');
    expect((errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/orders/0/accountId',
      '/orders/0/orderId',
      '/orders/0/orderItems/0/action',
      '/orders/0/orderItems/0/orderItemId',
      '/orders/0/orderItems/0/specifiedBy',
    ]);
  });

  it('refuse a query for nothing', async () => {
    const event = gatewayEvent({ resource: '/orders/query', body: '{"orderIdList":[]}' });
    expect((await handlers.query(event, lambdaContext())).statusCode).toBe(400);
  });

  it.each(['product-specifications', 'plan-definitions'])(
    'know PUT and DELETE of %s, and nothing else',
    async (kind) => {
      const resource = `/catalog/${kind}/{id}`;
      const send = async (method: string, body?: string) => {
        const event = gatewayEvent({
          method,
          resource,
          path: { id: 'x' },
          ...(body !== undefined && { body }),
        });
        return (await handlers.catalog(event, lambdaContext())).statusCode;
      };
      expect(await send('PUT', '{"name":"x","globalKey":"x"}')).toBe(400);
      expect(await send('DELETE')).toBe(400);
      expect(await send('GET')).toBe(405);
    },
  );

  it.each(['submit', 'query', 'catalog'] as const)('let nobody in without the role: %s', async (name) => {
    const resource = { submit: '/orders', query: '/orders/query', catalog: '/catalog/plan-definitions/{id}' }[
      name
    ];
    const authorizer = { subject: 's', clientId: 'c', roles: 'crm' };
    const method = name === 'catalog' ? 'PUT' : 'POST';
    const answer = await handlers[name](
      gatewayEvent({ method, resource, path: { id: '1' }, authorizer }),
      lambdaContext(),
    );
    expect(answer.statusCode).toBe(403);
  });
});
