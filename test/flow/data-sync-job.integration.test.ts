import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { MemoryLargeTexts } from '../../lambda/adapters/memory/memory-large-texts.ts';
import { exactNumber, isJsonObject, type JsonObject } from '../../lambda/domain/json.ts';
import { dataSyncClient } from '../../local/data-sync-client.ts';
import { localSystem } from '../support/local-system.ts';
import { change, dynamoDbSyncStore, inProgress, leaseOf, SYNC_TABLES } from '../support/sync-stores.ts';

jest.setTimeout(120_000);

const STATE_MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:millrace-local-data-sync';
/** The emulator gives each error of a function the same name; AWS gives its own. */
const ERROR_NAME = '(DeliveryFailed|Runtime\\.HandlerError)';
/** Nothing listens there. */
const NOBODY = 'https://127.0.0.1:9/sync';

describe('the data sync job on the local AWS', () => {
  const system = localSystem();
  const requestHandler = new NodeHttpHandler();
  const states = new SFNClient({ requestHandler });
  const client = new DynamoDBClient({ requestHandler });
  const tables = Object.fromEntries(
    Object.entries(SYNC_TABLES).map(([queue, name]) => [queue, `millrace-local-${name}`]),
  ) as typeof SYNC_TABLES;
  const store = {
    ...dynamoDbSyncStore({ tables, largeTexts: new MemoryLargeTexts() }, () => client),
    time: { now: Date.now() },
  };

  let found: JsonObject = {};

  beforeAll(async () => {
    // What other tests have left in the queues is sent first.
    const sync = dataSyncClient(await system.api('operator'));
    await sync.endOf(await sync.startRun());
    const admin = await system.api('system-admin');
    found = (await admin.call('GET', '/data-sync/config')).body as JsonObject;
    const answer = await admin.call('PUT', '/data-sync/config', {
      DataSyncEnabled: true,
      DataSyncApiUrl: NOBODY,
      DataSyncTokenUrl: NOBODY,
    });
    expect(answer.status).toBe(200);
    const saved = await admin.call('PUT', '/data-sync/credentials', {
      clientId: 'millrace',
      clientSecret: 'secret',
    });
    expect(saved.body).toEqual({ map: 'ce_credentials', key: 'data_sync' });
  });

  // Others share this system: it is left as it was found, with nothing queued.
  afterAll(async () => {
    const admin = await system.api('system-admin');
    const { DataSyncApiUrl = null, DataSyncTokenUrl = null } = found;
    await admin.call('PUT', '/data-sync/config', { DataSyncApiUrl, DataSyncTokenUrl });
    const { clientId, clientSecret } = system.outputs.oauth.clients['data-sync'];
    await admin.call('PUT', '/data-sync/credentials', { clientId, clientSecret });
    const lease = await leaseOf(store);
    for (const row of await inProgress(store)) await store.queues.remove(row, lease);
    await store.leases.release(lease);
  });

  /** A run that is over: the states that it entered, in order, and how it ended. */
  async function run(): Promise<{ entered: string[]; output: string; error: string; monitored: JsonObject }> {
    const admin = await system.api('system-admin');
    const { runId } = objectIn((await admin.call('POST', '/data-sync/runs')).body);
    const executionArn = `${STATE_MACHINE.replace(':stateMachine:', ':execution:')}:${String(runId)}`;
    for (;;) {
      const {
        status,
        output = '',
        error = '',
        cause = '',
      } = await states.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') {
        const { events = [] } = await states.send(
          new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
        );
        const entered = events.flatMap(
          ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [],
        );
        const { runs } = objectIn((await admin.call('GET', '/data-sync/runs')).body);
        const monitored = (runs as readonly JsonObject[]).find((one) => one.runId === runId) ?? {};
        return { entered, output, error: `${error} ${cause}`, monitored };
      }
      await pause(100);
    }
  }

  it('acquires the lease, finds nothing in progress and nothing pending, and gives the lease back', async () => {
    const { entered, output, monitored } = await run();
    expect(entered).toEqual([
      'Acquire lease',
      'Is the lease ours?',
      'Send what is in progress',
      'Is it sent?',
      'Move and send pending',
      'Is anything left?',
      'How did it go?',
      'Release lease',
    ]);
    expect(JSON.parse(output)).toMatchObject({ status: 'success', success: 1, delivered: 0, parked: 0 });
    expect(monitored).toMatchObject({ status: 'success', startedBy: 'request' });
  });

  it('skips a run while another one has the lease, and says so', async () => {
    const lease = await store.leases.acquire({ runId: 'another', worker: 0, forMs: 60_000 });
    const { entered, monitored } = await run();
    expect(entered).toEqual(['Acquire lease', 'Is the lease ours?', 'Skip this run']);
    expect(monitored).toMatchObject({ status: 'skipped', reason: 'another run is sending' });
    if (lease !== undefined) await store.leases.release(lease);
  });

  it('fails with the id of the message that was not taken, leaves it in progress, and begins with it the next time', async () => {
    await store.pending.capture([change('insert', 'C-1')]);
    const first = await run();
    expect(first.entered.slice(2)).toEqual([
      'Send what is in progress',
      'Is it sent?',
      'Move and send pending',
      'How did it go?',
      'Release lease after failure',
      'Data sync failed',
    ]);
    expect(first.error).toMatch(
      new RegExp(`^${ERROR_NAME} uniqueId \\d+: failed at token, connect: ECONNREFUSED$`),
    );
    expect(first.monitored).toMatchObject({ status: 'error' });

    const second = await run();
    expect(second.entered.slice(2)).toEqual([
      'Send what is in progress',
      'How did it go?',
      'Release lease after failure',
      'Data sync failed',
    ]);
    expect(second.error).toBe(first.error);
    expect((await store.depths.read()).progress.depth).toBe(1);
  });

  it('lets several workers send side by side, and fails when one of them does', async () => {
    const admin = await system.api('system-admin');
    await admin.call('PUT', '/data-sync/config', { DataSyncWorkers: exactNumber(3) });
    const { entered, error, monitored } = await run();
    expect(entered.filter((name) => !name.startsWith('Worker'))).toEqual([
      'Acquire lease',
      'Is the lease ours?',
      'Each worker',
      'How did it go?',
      'Release lease after failure',
      'Data sync failed',
    ]);
    expect(error).toMatch(new RegExp(`^${ERROR_NAME} uniqueId`));
    expect(monitored).toMatchObject({
      tasks: exactNumber(3),
      success: exactNumber(2),
      error: exactNumber(1),
    });
    await admin.call('PUT', '/data-sync/config', { DataSyncWorkers: null });
  });

  it('tells by the sample message how far it comes', async () => {
    const admin = await system.api('system-admin');
    const { body } = await admin.call('POST', '/data-sync/sample-message');
    expect(body).toMatchObject({ outcome: 'failed', stage: 'token', reason: 'connect: ECONNREFUSED' });
  });
});

function objectIn(body: unknown): JsonObject {
  return isJsonObject(body as JsonObject) ? (body as JsonObject) : {};
}
