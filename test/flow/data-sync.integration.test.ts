import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../lambda/adapters/dynamodb/client.ts';
import type { JsonObject, JsonValue } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { type CrmClient, crmClient } from '../../local/crm-client.ts';
import { type DataSyncClient, dataSyncClient } from '../../local/data-sync-client.ts';
import type { OauthClientName } from '../../local/oauth-clients.ts';
import type { ReceivedMessage } from '../../local/received-messages.ts';
import { receiverClient } from '../../local/receiver-client.ts';
import { until } from '../../local/until.ts';
import { localSystem } from '../support/local-system.ts';
import { testObject, testText } from '../support/test-data.ts';

jest.setTimeout(120_000);

interface Message {
  readonly action: string;
  readonly payload: string;
  readonly type: string;
  readonly uniqueId: string;
}

/** The only message of a sample's body. */
function sampleMessage(file: string): Message {
  const [message] = testObject(file).messages as unknown as readonly Message[];
  return message as Message;
}

function payloadOf(file: string): JsonObject {
  return parseJson(sampleMessage(file).payload) as JsonObject;
}

/** The body as the sample has it, on one line, with the number that the queue gave the row. */
function bodyWith(message: Message, uniqueId: string): string {
  return JSON.stringify({ messages: [{ ...message, uniqueId }] });
}

function messageOf({ body }: ReceivedMessage): Message {
  const [message] = (JSON.parse(body) as { messages: readonly Message[] }).messages;
  return message as Message;
}

describe('the data sync of the deployed system', () => {
  const system = localSystem();
  const { dataSync, receiver: place, oauth } = system.outputs;
  const receiver = receiverClient(place.controlUrl);
  const client = dynamoDbClient();
  const pending = [dataSync.customerPendingTable, dataSync.transactionPendingTable];
  const customer = payloadOf('orce-customermod.body.json');
  const someone = (customerID = `C-${randomUUID()}`): JsonObject & { customerID: string } => ({
    ...customer,
    customerID,
  });
  let crm: CrmClient;
  let sync: DataSyncClient;

  beforeAll(async () => {
    crm = crmClient(await system.api('crm'));
    sync = dataSyncClient(await system.api('operator'));
  });
  beforeEach(async () => {
    await receiver.respond({ times: 0 });
    await receiver.clear();
  });
  afterAll(async () => {
    await receiver.respond({ times: 0 });
    client.destroy();
  });

  async function rowsOf(tables: readonly string[], id: string): Promise<number> {
    const counts = await Promise.all(
      tables.map((TableName) =>
        client.send(
          new ScanCommand({
            TableName,
            FilterExpression: 'UNIQUE_ID = :id',
            ExpressionAttributeValues: { ':id': { S: id } },
          }),
        ),
      ),
    );
    return counts.reduce((sum, { Count = 0 }) => sum + Count, 0);
  }

  const untilPending = (id: string) =>
    until({ what: `no row of ${id} is pending` }, async () => (await rowsOf(pending, id)) > 0 || undefined);

  /** Runs the job; a run that finds another one sending is tried again. */
  async function run(): Promise<JsonObject> {
    return until({ what: 'another run kept sending' }, async () => {
      const ended = await sync.endOf(await sync.startRun());
      return ended.status === 'skipped' ? undefined : ended;
    });
  }

  /** What the receiver got about an object, in order. */
  async function came(id: string): Promise<readonly ReceivedMessage[]> {
    const about = ({ payload }: Message) => payload === id || payload.includes(JSON.stringify(id));
    return (await receiver.messages()).filter((message) => about(messageOf(message)));
  }

  async function configure(settings: JsonObject): Promise<void> {
    const api = await system.api('system-config');
    expect(await api.call('PUT', '/data-sync/config', settings)).toMatchObject({ status: 200 });
  }

  describe('sends', () => {
    it('the sample message to the letter, with a token, and tells what came back', async () => {
      const api = await system.api('system-admin');
      const answer = await api.call('POST', '/data-sync/sample-message', {});
      expect(answer).toMatchObject({ status: 200, body: { outcome: 'delivered' } });
      const [message] = await receiver.messages();
      expect(message).toMatchObject({
        method: 'POST',
        status: 200,
        headers: { 'content-type': 'application/json', authorization: 'Bearer [redacted]' },
        body: JSON.stringify(JSON.parse(testText('orce-sample-message.body.json'))),
      });
    });

    it('the samples for what the API did: customers added, one changed, one who buys, one deleted', async () => {
      const transaction = payloadOf('orce-postrncre.body.json');
      const [id, buyerId] = ['2142', String(transaction.customerId)];
      await crm.putCustomer({ ...customer, prospect: true });
      await crm.putCustomer({ ...customer, customerID: buyerId });
      for (const one of [id, buyerId]) await untilPending(one);
      expect(await run()).toMatchObject({ status: 'success' });
      const [created] = await came(id);
      expect(created && messageOf(created)).toMatchObject({ action: 'CUSTOMERCRE', type: 'CUSTOMER' });
      expect(created && messageOf(created).payload).toBe(
        sampleMessage('orce-customermod.body.json').payload.replace('"prospect":false', '"prospect":true'),
      );

      await receiver.clear();
      await crm.putCustomer(customer);
      await crm.postTransaction(transaction);
      for (const one of [id, buyerId, String(transaction.retailTransactionId)]) await untilPending(one);
      expect(await run()).toMatchObject({ status: 'success' });
      for (const [file, about] of [
        ['orce-customermod.body.json', id],
        ['orce-postrncre.body.json', String(transaction.retailTransactionId)],
      ] as const) {
        const [same] = await came(about);
        expect(same?.body).toBe(
          bodyWith(sampleMessage(file), same === undefined ? '' : messageOf(same).uniqueId),
        );
      }
      const bought = (await came(buyerId)).map(messageOf).find(({ type }) => type === 'CUSTOMER');
      expect(bought).toMatchObject({ action: 'CUSTOMERMOD', payload: await crm.customer(buyerId) });
      expect(bought?.payload).toContain('"totalSalesAmount":"77.50"');

      await receiver.clear();
      await crm.deleteCustomer(id);
      await untilPending(id);
      expect(await run()).toMatchObject({ status: 'success' });
      const [deleted] = await came(id);
      const uniqueId = deleted === undefined ? '' : messageOf(deleted).uniqueId;
      expect(deleted?.body).toBe(
        bodyWith({ action: 'CUSTOMERDEL', payload: id, type: 'CUSTOMER', uniqueId }, uniqueId),
      );
      expect(await rowsOf([...pending, dataSync.progressTable], id)).toBe(0);
    });
  });

  it('fails a run when the receiver does, and begins the next one with what was in progress', async () => {
    const [first, later] = [someone(), someone()];
    await configure({ DataSyncConcurrency: JSON.rawJSON('1') as JsonValue });
    await crm.putCustomer(first);
    await untilPending(first.customerID);
    await receiver.respond({ status: 500, times: 1_000 });
    const failed = await run();
    expect(failed).toMatchObject({ status: 'error', reason: expect.stringContaining('status 500') });
    const [refused] = await came(first.customerID);
    const uniqueId = refused === undefined ? '' : messageOf(refused).uniqueId;
    expect(failed.reason).toContain(`uniqueId ${uniqueId}`);
    expect(await rowsOf([dataSync.progressTable], first.customerID)).toBe(1);

    await receiver.respond({ times: 0 });
    await crm.putCustomer(later);
    await untilPending(later.customerID);
    expect(await run()).toMatchObject({ status: 'success' });
    const delivered = (await receiver.messages()).filter(({ status }) => status === 200);
    expect(delivered[0]?.body).toBe(refused?.body);
    expect(await came(later.customerID)).toHaveLength(1);
    expect(await rowsOf([...pending, dataSync.progressTable], first.customerID)).toBe(0);
    await configure({ DataSyncConcurrency: null });
  });

  it('skips a run that is started while another one sends', async () => {
    const { customerID, ...rest } = someone();
    await crm.putCustomer({ customerID, ...rest });
    await untilPending(customerID);
    await receiver.respond({ delayMs: 3_000, times: 1_000 });
    const sending = run();
    await until({ what: 'nothing came' }, async () => (await came(customerID))[0]);
    expect(await sync.endOf(await sync.startRun())).toMatchObject({ status: 'skipped' });
    await receiver.respond({ times: 0 });
    expect(await sending).toMatchObject({ status: 'success' });
    expect(await came(customerID)).toHaveLength(1);
  });

  it('loses nothing when a run is stopped', async () => {
    const customers = Array.from({ length: 4 }, () => someone());
    await configure({ DataSyncConcurrency: JSON.rawJSON('1') as JsonValue });
    for (const one of customers) await crm.putCustomer(one);
    for (const { customerID } of customers) await untilPending(customerID);
    await receiver.respond({ delayMs: 1_000, times: 1 });
    const runId = await sync.startRun();
    await until({ what: 'nothing came' }, async () => (await receiver.messages())[0]);
    const api = await system.api('job-admin');
    expect(await api.call('POST', `/data-sync/runs/${runId}/stop`, {})).toMatchObject({
      status: 200,
      body: { status: 'canceled' },
    });
    expect(await run()).toMatchObject({ status: 'success' });
    for (const { customerID } of customers) {
      const ids = (await came(customerID)).map((message) => messageOf(message).uniqueId);
      expect(new Set(ids).size).toBe(1);
      expect(await rowsOf([...pending, dataSync.progressTable], customerID)).toBe(0);
    }
    expect(await sync.endOf(runId)).toMatchObject({ status: 'canceled' });
    await configure({ DataSyncConcurrency: null });
  });

  describe('is administered', () => {
    const everybody: readonly OauthClientName[] = [
      ...(['ordering', 'crm', 'system-config', 'system-admin'] as const),
      ...(['job-admin', 'feed-reader', 'nobody'] as const),
    ];
    const settings = ['system-config', 'system-admin'];
    const jobs = ['job-admin', 'system-admin'];

    it.each<[route: string, roles: readonly string[], body: JsonObject | undefined]>([
      ['GET /data-sync/config', settings, undefined],
      ['PUT /data-sync/config', settings, {}],
      ['GET /data-sync/queues', settings, undefined],
      ['PUT /data-sync/credentials', ['system-admin'], { clientId: 'x', clientSecret: 'y' }],
      // Or with system-config and job-admin together, which the operator has.
      ['POST /data-sync/sample-message', ['system-admin'], {}],
      ['POST /data-sync/runs', jobs, {}],
      ['GET /data-sync/runs', jobs, undefined],
      ['POST /data-sync/runs/20261122T075055123Z-0/stop', jobs, {}],
      ['GET /data-sync/parked', jobs, undefined],
      ['POST /data-sync/parked/redrive', jobs, { uniqueIds: ['1'] }],
      ['POST /data-sync/parked/discard', jobs, { uniqueIds: ['1'] }],
    ])('by nobody but those who may: %s', async (what, roles, body) => {
      const [method = '', route = ''] = what.split(' ');
      const others = everybody.filter((name) => !roles.includes(name));
      for (const name of others) {
        const api = await system.api(name);
        const { status, body: problem } = await api.call(method, route, body);
        expect({ name, status, problem }).toMatchObject({
          name,
          status: 403,
          problem: { code: 'FORBIDDEN' },
        });
      }
    });

    it('without ever giving the secret back', async () => {
      const { clientId, clientSecret } = oauth.clients['data-sync'];
      const admin = await system.api('system-admin');
      const answers = [
        await admin.call('PUT', '/data-sync/credentials', { clientId, clientSecret }),
        await admin.call('PUT', '/data-sync/credentials', { clientSecret }),
        await admin.call('PUT', '/data-sync/credentials', { clientId, clientSecret, more: clientSecret }),
        await admin.call('PUT', '/data-sync/credentials', `{"clientSecret":"${clientSecret}"`),
        await admin.call('GET', '/data-sync/credentials'),
        await admin.call('GET', '/data-sync/config'),
        await admin.call('POST', '/data-sync/sample-message', {}),
        await admin.call('GET', '/data-sync/runs'),
        await admin.call('GET', '/data-sync/queues'),
        await admin.call('GET', '/data-sync/parked'),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 400, 404, 200, 200, 200, 200, 200]);
      for (const { text } of answers) expect(text).not.toContain(clientSecret);
    });

    it('with credentials that are used at once: wrong ones get no token, and the answer says so', async () => {
      const { clientId, clientSecret } = oauth.clients['data-sync'];
      const admin = await system.api('system-admin');
      await admin.call('PUT', '/data-sync/credentials', { clientId, clientSecret: 'not-the-secret' });
      const wrong = await admin.call('POST', '/data-sync/sample-message', {});
      await admin.call('PUT', '/data-sync/credentials', { clientId, clientSecret });
      expect(wrong).toMatchObject({ status: 200, body: { outcome: 'failed', stage: 'token' } });
      expect(wrong.text).not.toContain('not-the-secret');
      expect(await receiver.messages()).toEqual([]);
    });
  });
});
