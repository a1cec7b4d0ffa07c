import { mkdir, rm, writeFile } from 'node:fs/promises';
import { type Cloud, cloudAt } from './cloud.ts';
import { bootstrap, deploy } from './deploy.ts';
import { startEmulator } from './emulator.ts';
import { startFeedServer } from './feed-server.ts';
import { LocalError } from './local-error.ts';
import { makeOauthClients } from './oauth-clients.ts';
import { RECEIVER_AUDIENCE, startOauthServer } from './oauth-server.ts';
import { makeOutputs, type Outputs } from './outputs.ts';
import type { Places } from './places.ts';
import { requireFreePort } from './ports.ts';
import type { Progress } from './progress.ts';
import { findPython } from './python.ts';
import { preparePythonEnvironment } from './python-environment.ts';
import { startReceiver } from './receiver.ts';
import { makeServerIdentity } from './server-identity.ts';
import { setUpDataSync } from './set-up-data-sync.ts';

/** Ends something that was started; called in the reverse order of starting. */
export type Stop = () => Promise<void>;

export interface LocalCloudOptions {
  readonly places: Places;
  readonly port?: number | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
  /** Ends the start, and is aborted by the local cloud when the emulator dies. */
  readonly controller: AbortController;
  /** Takes what must be stopped as soon as it has been started. */
  readonly stops: Stop[];
}

/** Brings up the AWS, the OAuth2 server, the receiver, the deployed application and the feed's server, and says where they are. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<Outputs> {
  const { places, env, progress, controller, stops } = options;
  const { signal } = controller;
  await mkdir(places.home, { recursive: true });
  const cloud = env.AWS_ENDPOINT_URL
    ? await progress.step('Looking for the AWS emulator that AWS_ENDPOINT_URL names', () => givenCloud(env))
    : await startOwnCloud(options);
  signal.throwIfAborted();
  const clients = makeOauthClients();
  const identity = await makeServerIdentity();
  await writeFile(places.caFile, identity.ca);
  const oauth = await progress.step('Starting the OAuth2 server', () => startOauthServer(clients, identity));
  stops.push(oauth.stop);
  const receiver = await progress.step('Starting the webhook receiver', () =>
    startReceiver({ identity, tokens: { ...oauth, audience: RECEIVER_AUDIENCE } }),
  );
  stops.push(receiver.stop);
  const deployment = { places, cloud, oauth, ca: identity.ca, env, signal };
  await progress.step('Preparing the local AWS for the CDK (cdk bootstrap)', () => bootstrap(deployment));
  const stacks = await progress.step('Deploying the application (cdk deploy)', () => deploy(deployment));
  const feed = await progress.step('Starting the server of the data feed', () =>
    startFeedServer({ places, cloud, oauth, stacks, env, signal }),
  );
  stops.push(feed.stop);
  const outputs = makeOutputs({
    feedUrl: feed.feedUrl,
    ...{ cloud, stacks, clients, tokenUrl: oauth.tokenUrl },
    receiver: { url: receiver.url, controlUrl: receiver.controlUrl, caFile: places.caFile },
  });
  await progress.step('Telling the data sync where to send to', (note) =>
    setUpDataSync({ outputs, tokenUrl: oauth.secureTokenUrl, signal, note }),
  );
  return outputs;
}

async function startOwnCloud(options: LocalCloudOptions): Promise<Cloud> {
  const { places, port, env, progress, controller, stops } = options;
  const { signal } = controller;
  const python = await progress.step('Checking what is needed', async (note) => {
    if (port !== undefined) await requireFreePort(port);
    const found = await findPython(env, signal);
    note(`Node ${process.versions.node}, Python ${found.version} (${found.executable})`);
    return found;
  });
  const interpreter = await progress.step('Preparing the Python environment of the local AWS', (note) =>
    preparePythonEnvironment({ places, python, env, signal, note }),
  );
  const emulator = await progress.step('Starting the local AWS', async (note) => {
    const started = await startEmulator({ places, interpreter, port, env, signal });
    note(started.cloud.endpoint);
    return started;
  });
  stops.push(async () => {
    await emulator.stop();
    await rm(places.emulator, { recursive: true, force: true });
  });
  void emulator.died.then((error) => controller.abort(error));
  return emulator.cloud;
}

async function givenCloud(env: NodeJS.ProcessEnv): Promise<Cloud> {
  const url = env.AWS_ENDPOINT_URL ?? '';
  try {
    const cloud = cloudAt(new URL(url).href);
    const response = await fetch(cloud.endpoint, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return cloud;
  } catch {
    throw new LocalError(
      `AWS_ENDPOINT_URL is ${JSON.stringify(url)}, and nothing answers there: start that emulator, or unset AWS_ENDPOINT_URL to have one started.`,
    );
  }
}
