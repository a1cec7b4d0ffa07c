import { type JsonValue, stringifyJson } from '../lambda/domain/json.ts';
import { type SyncMessage, syncRequestBody } from '../lambda/domain/sync-message.ts';
import { countByType } from './answer-changes.ts';
import { type ApiClient, apiClient, expect200, fetchToken } from './api-client.ts';
import { type CrmClient, crmClient } from './crm-client.ts';
import { type DataSyncClient, dataSyncClient } from './data-sync-client.ts';
import { LocalError } from './local-error.ts';
import type { Note } from './progress.ts';
import type { ReceivedMessage } from './received-messages.ts';
import { type ReceiverClient, receiverClient } from './receiver-client.ts';
import { samplePayload } from './sample-data.ts';
import type { TourOptions } from './tour.ts';

interface Actors {
  readonly api: ApiClient;
  readonly sync: DataSyncClient;
  readonly receiver: ReceiverClient;
  readonly crm: CrmClient;
}

type Expected = Omit<SyncMessage, 'uniqueId'>;

/** A customer of the tour who comes and goes. */
const PASSER_BY = '2143';

/**
 * Shows customers and a transaction on their way from the API to the webhook: the sample message, a run that delivers, a run that fails
 * because the receiver does, and the next, which begins with what was in progress. Throws LocalError unless all of that comes out right.
 */
export async function takeDataSyncTour({ outputs, progress, signal }: TourOptions): Promise<void> {
  const token = await fetchToken(outputs.oauth.tokenUrl, outputs.oauth.clients.operator);
  const api = apiClient({ apiUrl: outputs.apiUrl, token, signal });
  const receiver = receiverClient(outputs.receiver.controlUrl);
  const actors = { api, sync: dataSyncClient(api, signal), receiver, crm: crmClient(api) };
  await progress.step('Sending the sample message', (note) => sendSampleMessage(actors, note));
  const first = await progress.step('Adding customers', (note) => addCustomers(actors, note));
  progress.say(
    bodies(await progress.step('Running the data sync job', (note) => deliver(actors, first, note))),
  );
  const second = await progress.step('Changing one, selling to one, deleting one', (note) =>
    changeCustomers(actors, note),
  );
  const failed = await progress.step('Running the job while the receiver answers 500', (note) =>
    failToDeliver(actors, note),
  );
  const last = await progress.step('Running it again', (note) => deliver(actors, second, note));
  requireSameId(failed, last);
  progress.say(bodies(last));
}

async function sendSampleMessage({ api, receiver }: Actors, note: Note): Promise<void> {
  const answer = await api.call('POST', '/data-sync/sample-message', {});
  expect200(answer, 'POST /data-sync/sample-message');
  note(`POST /data-sync/sample-message: 200, ${answer.text}`);
  const [message] = await receiver.messages();
  note(`the receiver got ${message?.body}`);
  const { messages } = JSON.parse(message?.body ?? '{}') as { messages?: readonly { uniqueId?: string }[] };
  if (messages?.[0]?.uniqueId !== '0') throw new LocalError('The sample message did not come.');
}

async function addCustomers({ crm, sync }: Actors, note: Note): Promise<readonly Expected[]> {
  const customer = await samplePayload('orce-customermod.body.json');
  const transaction = await samplePayload('orce-postrncre.body.json');
  const prospect = { ...customer.object, prospect: true };
  const buyer = { ...customer.object, customerID: transaction.object.customerId as JsonValue };
  const customers = [prospect, buyer, { ...customer.object, customerID: PASSER_BY }];
  for (const one of customers) await crm.putCustomer(one);
  note(`POST /services/customer/addOrUpdateCustomer: ${customers.length} times 200`);
  await sync.untilQueued({ customerPending: customers.length });
  note(`DATA_SYNC_CUST_PENDING_QUEUE holds ${customers.length} rows`);
  return customers.map((one) => ({ action: 'CUSTOMERCRE', payload: stringifyJson(one), type: 'CUSTOMER' }));
}

async function changeCustomers({ crm, sync }: Actors, note: Note): Promise<readonly Expected[]> {
  const customer = await samplePayload('orce-customermod.body.json');
  const transaction = await samplePayload('orce-postrncre.body.json');
  const changed = await crm.putCustomer(customer.object);
  note(`POST /services/customer/addOrUpdateCustomer: 200, ${countByType(changed)}`);
  const posted = await crm.postTransaction(transaction.object);
  note(`POST /services/poslog/postTransaction: 200, ${countByType(posted)}`);
  const deleted = await crm.deleteCustomer(PASSER_BY);
  note(`POST /services/customer/deleteCustomer: 200, ${countByType(deleted)}`);
  await sync.untilQueued({ customerPending: 3, transactionPending: 1 });
  note('DATA_SYNC_CUST_PENDING_QUEUE holds 3 rows, DATA_SYNC_TRN_PENDING_QUEUE 1');
  const buyer = await crm.customer(String(transaction.object.customerId));
  return [
    { action: 'CUSTOMERMOD', payload: customer.text, type: 'CUSTOMER' },
    { action: 'CUSTOMERMOD', payload: buyer, type: 'CUSTOMER' },
    { action: 'POSTRNCRE', payload: transaction.text, type: 'POSTRN' },
    { action: 'CUSTOMERDEL', payload: PASSER_BY, type: 'CUSTOMER' },
  ];
}

/** Runs the job and gives what the receiver got of it, which must be these messages and nothing else. */
async function deliver(
  { sync, receiver }: Actors,
  expected: readonly Expected[],
  note: Note,
): Promise<readonly ReceivedMessage[]> {
  await receiver.clear();
  await runJob(sync, 'success', note);
  const came = await receiver.messages();
  const missing = expected.find((message) => !came.some((one) => one.status === 200 && holds(one, message)));
  if (missing !== undefined)
    throw new LocalError(`The receiver did not get the ${missing.action} as it was written.`);
  if (came.length !== expected.length)
    throw new LocalError(`The receiver got ${came.length} messages instead of ${expected.length}.`);
  return came;
}

/** Lets a run fail, and gives what the receiver refused. */
async function failToDeliver({ sync, receiver }: Actors, note: Note): Promise<readonly ReceivedMessage[]> {
  await receiver.clear();
  await receiver.respond({ status: 500, times: 1_000 });
  await runJob(sync, 'error', note);
  await receiver.respond({ times: 0 });
  const { progress } = await sync.queues();
  note(`DATA_SYNC_PROGRESS_QUEUE holds ${progress} rows: the next run begins with them`);
  if (progress === 0) throw new LocalError('What could not be delivered is not in the progress queue.');
  return receiver.messages();
}

async function runJob(sync: DataSyncClient, status: 'success' | 'error', note: Note): Promise<void> {
  const runId = await sync.startRun();
  note(`POST /data-sync/runs: 200, run ${runId}`);
  const run = await sync.endOf(runId);
  note(`GET /data-sync/runs: ${stringifyJson(run)}`);
  if (run.status !== status) throw new LocalError(`The run ended with ${run.status} instead of ${status}.`);
}

function requireSameId(failed: readonly ReceivedMessage[], delivered: readonly ReceivedMessage[]): void {
  if (failed.every(({ body }) => delivered.some((one) => one.body === body))) return;
  throw new LocalError('What failed did not come again as it was, with the same uniqueId.');
}

/** Whether a body is exactly this message, under whatever uniqueId. */
function holds({ body }: ReceivedMessage, expected: Expected): boolean {
  const uniqueId = /"uniqueId":"([1-9]\d*)"/.exec(body)?.[1] ?? '';
  return body === syncRequestBody([{ ...expected, uniqueId }]);
}

function bodies(messages: readonly ReceivedMessage[]): string {
  const lines = messages.map(
    ({ body, status, time }) => `  ${time}  answered with ${status}\n        ${body}`,
  );
  return `\n${messages.length} requests, as the receiver got them:\n\n${lines.join('\n')}\n`;
}
