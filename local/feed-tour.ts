import { fetchToken } from './api-client.ts';
import { type FeedClientOptions, type FeedFrame, feedFrames } from './feed-client.ts';
import { LocalError } from './local-error.ts';
import type { Outputs } from './outputs.ts';
import { recordWriter } from './record-writer.ts';
import { sample } from './sample-data.ts';
import type { TourOptions } from './tour.ts';

const WITHIN_MS = 60_000;
/** The sample account's number. */
const ACCOUNT = '21119957';

/** Shows the sample account arriving in the change stream, and in a load. Throws LocalError unless it does. */
export async function takeFeedTour({ outputs, progress, signal }: TourOptions): Promise<void> {
  const token = await fetchToken(outputs.oauth.tokenUrl, outputs.oauth.clients['feed-reader']);
  const within = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  const client = { feedUrl: outputs.feedUrl, token, signal: within };
  await progress.step('Writing the sample account', () => writeAccount(outputs));
  const created = await progress.step('Reading the change stream of the data feed', (note) => {
    note('GET /feed/changes?from=20minute');
    return found({ ...client, route: '/feed/changes?from=20minute' }, isAccount);
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

async function writeAccount(outputs: Outputs): Promise<void> {
  const writer = await recordWriter(outputs);
  try {
    await writer.putAccount(await sample('aria-account.record.json'));
  } finally {
    writer.close();
  }
}

function isAccount({ event, data }: FeedFrame): boolean {
  return event === 'create' && (data[0] ?? '').includes(`"account_no":${ACCOUNT}`);
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
