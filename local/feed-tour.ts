import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue } from '../lambda/domain/json.ts';
import { answeredChanges, countByType } from './answer-changes.ts';
import { apiClient, expect200, fetchToken } from './api-client.ts';
import { type FeedClientOptions, type FeedFrame, feedFrames } from './feed-client.ts';
import { LocalError } from './local-error.ts';
import type { Note } from './progress.ts';
import { sample, sampleText } from './sample-data.ts';
import type { TourOptions } from './tour.ts';

const WITHIN_MS = 60_000;

/** What the sample frame has of its own: others stand in their places here. */
const SAMPLE = {
  accountNo: '21119957',
  contactNo: '23436896',
  times: ['2121-12-31T19:53:32+01:00', '2020-06-08T19:53:30+02:00'],
  tick: '29580691950',
} as const;

/** Creates the sample account, and shows it arriving in the change stream and in a load. Throws LocalError unless it does. */
export async function takeFeedTour(options: TourOptions): Promise<void> {
  const { outputs, progress, signal } = options;
  const expected = await progress.step('Creating the sample account', (note) => createAccount(options, note));
  const token = await fetchToken(outputs.oauth.tokenUrl, outputs.oauth.clients['feed-reader']);
  const within = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  const client = { feedUrl: outputs.feedUrl, token, signal: within };
  const created = await progress.step('Reading the change stream of the data feed', async (note) => {
    note('GET /feed/changes?from=20minute');
    const frame = await found({ ...client, route: '/feed/changes?from=20minute' }, isCreatedAccount);
    if (!frame.text.startsWith(expected))
      throw new LocalError(`The account did not come as in the sample: ${frame.text}`);
    note('the frame is that of the sample, with the numbers, the time and the tick of this account');
    return frame;
  });
  progress.say(`\n${created.text}\n`);
  const loaded = await progress.step('Loading the accounts from the data feed', async (note) => {
    note('GET /feed/load?objects=Account');
    const frames: FeedFrame[] = [];
    await found({ ...client, route: '/feed/load?objects=Account' }, (frame) => {
      frames.push(frame);
      return frame.event === 'load-complete';
    });
    return frames;
  });
  if (!loaded.some(({ data }) => data[1] === created.data[1]))
    throw new LocalError('The load does not have the account as the change stream has it.');
  progress.say(`\n${loaded.at(-1)?.text}\n`);
}

/** Creates the account; the frame that it must have in the feed, up to its id. */
async function createAccount({ outputs, signal }: TourOptions, note: Note): Promise<string> {
  const token = await fetchToken(outputs.oauth.tokenUrl, outputs.oauth.clients.crm);
  const api = apiClient({ apiUrl: outputs.apiUrl, token, signal });
  const request = await sample('create-account-request.json');
  const answer = objectOf(expect200(await api.call('POST', '/accounts', request), 'POST /accounts'));
  const done = answeredChanges(answer);
  const accountNo = digits(answer.account_no);
  note(`POST /accounts: 200, account ${accountNo}, ${countByType(done)}`);
  const route = `/accounts/${accountNo}`;
  const account = objectOf(expect200(await api.call('GET', route), `GET ${route}`));
  const frame = (await sampleText('aria-account-create.sse')).split('id:')[0] ?? '';
  return SAMPLE.times
    .reduce((text, time) => text.replaceAll(time, String(account.created_tstamp)), frame)
    .replaceAll(SAMPLE.accountNo, accountNo)
    .replaceAll(SAMPLE.contactNo, digits(account.admin_contact))
    .replaceAll(SAMPLE.tick, done.changes.find(({ type }) => type === 'Account')?.tick ?? '');
}

function isCreatedAccount({ event, data }: FeedFrame): boolean {
  return event === 'create' && (data[0] ?? '').startsWith('{"ref":{"type":"Account",');
}

/** The first frame that is sought. Throws LocalError when it does not come in time. */
async function found(client: FeedClientOptions, isSought: (frame: FeedFrame) => boolean): Promise<FeedFrame> {
  try {
    for await (const frame of feedFrames(client)) if (isSought(frame)) return frame;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  throw new LocalError(`GET ${client.route} did not bring what was expected within ${WITHIN_MS / 1000} s.`);
}

function objectOf(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}

function digits(value: JsonValue | undefined): string {
  return isJsonNumber(value) ? value.rawJSON : '';
}
