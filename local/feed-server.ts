import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LOCAL_STAGE, loadConfig } from '../lib/config.ts';
import { feedClientsText } from '../lib/feed-admin/feed-config.ts';
import { type Cloud, cloudEnvironment } from './cloud.ts';
import type { StackOutputs } from './deploy.ts';
import { LocalError } from './local-error.ts';
import { AUDIENCE, type OauthServer, ROLES_CLAIM } from './oauth-server.ts';
import type { Places } from './places.ts';
import { freePort } from './ports.ts';
import { lastLines, startProgram } from './processes.ts';

/** A running server of the feed. */
export interface FeedServer {
  /** Routes are appended to it: `/feed/changes`. */
  readonly feedUrl: string;
  stop(): Promise<void>;
}

export interface FeedServerOptions {
  readonly places: Places;
  readonly cloud: Cloud;
  readonly oauth: Pick<OauthServer, 'issuer' | 'jwksUrl'>;
  readonly stacks: StackOutputs;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const READY_WITHIN_MS = 20_000;
const POLL_MS = 50;

/** Starts the feed's server as a container would, and waits until it answers. The emulator cannot stream. Throws LocalError when it does not. */
export async function startFeedServer(options: FeedServerOptions): Promise<FeedServer> {
  const { places, signal } = options;
  const port = await freePort();
  const program = startProgram({
    command: process.execPath,
    args: [join(places.repository, 'bin/feed-server.ts'), '--port', String(port), '--with-parent'],
    cwd: places.repository,
    log: join(places.logs, 'feed-server.log'),
    tether: true,
    env: feedEnvironment(options),
  });
  const feedUrl = `http://127.0.0.1:${port}`;
  let ended = false;
  void program.ended.then(() => {
    ended = true;
  });
  try {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await answers(feedUrl))) {
      signal.throwIfAborted();
      if (ended || performance.now() > deadline)
        throw new LocalError(
          `The feed's server did not start: ${(await lastLines(program.log, 1)).at(-1) ?? 'it said nothing'} (all of it: ${program.log}).`,
        );
      await pause(POLL_MS);
    }
  } catch (error) {
    await program.stop();
    throw error;
  }
  return { feedUrl, stop: () => program.stop() };
}

/** What the deployed functions of the feed and the authorizer have. */
function feedEnvironment({ places, cloud, oauth, stacks, env }: FeedServerOptions): NodeJS.ProcessEnv {
  const { feed } = loadConfig(LOCAL_STAGE, join(places.repository, 'config', 'local.json'));
  return {
    ...cloudEnvironment(cloud, places, env),
    STAGE: LOCAL_STAGE,
    POWERTOOLS_SERVICE_NAME: 'feed',
    POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
    TOKEN_ISSUER: oauth.issuer,
    TOKEN_JWKS_URL: oauth.jwksUrl,
    TOKEN_AUDIENCE: AUDIENCE,
    ROLES_CLAIM,
    RECORDS_TABLE: stacks.RecordsTable,
    FEED_LOG_TABLE: stacks.FeedLogTable,
    FEED_STATE_TABLE: stacks.FeedStateTable,
    FEED_AUDIT_TABLE: stacks.FeedAuditTable,
    FEED_CLIENTS: feedClientsText(feed),
  };
}

/** It refuses who has no token: so it is there. */
async function answers(feedUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${feedUrl}/feed/changes`, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.status === 401;
  } catch {
    return false;
  }
}
