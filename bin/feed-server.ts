import { parseArgs } from 'node:util';
import { jwtVerifier } from '../lambda/adapters/oauth/jwt-verifier.ts';
import { authorize } from '../lambda/authorization/authorize.ts';
import { AUTHORIZATION_ENVIRONMENT } from '../lambda/authorization/contract.ts';
import { FEED_ENVIRONMENT, FEED_STREAMS } from '../lambda/feed/contract.ts';
import { systemClock } from '../lambda/runtime/clock.ts';
import { readEnvironment } from '../lambda/runtime/environment.ts';
import { createLogger } from '../lambda/runtime/logger.ts';
import { startStreamServer } from '../lambda/runtime/stream-server.ts';

const HELP = `npm run feed-server -- [--port <port>] [--host <address>]

Serves the data feed over plain HTTP/1.1, for one machine or for a container behind a load balancer that ends TLS:
GET /feed/changes, GET /feed/load, GET and PUT /feed/subscription, GET /feed/audit-log. Any number may run side by side.

  --port <port>     default 8080; 0: any free one
  --host <address>  default 127.0.0.1; 0.0.0.0 in a container
  --help            this

From the environment, all needed:
  ${[...new Set([...AUTHORIZATION_ENVIRONMENT, ...FEED_ENVIRONMENT])].join(', ')}
  (what the functions of a stage have) and AWS_REGION, with credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.

When it serves, it writes one line to the standard output: {"port":8080}. SIGTERM and SIGINT end it: readers come again with their last
id. It also ends when its standard input does, if --with-parent is given.`;

function options() {
  return parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      'with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

async function serve(values: ReturnType<typeof options>): Promise<void> {
  const environment = readEnvironment(AUTHORIZATION_ENVIRONMENT);
  const verifier = jwtVerifier({
    issuer: environment.TOKEN_ISSUER,
    jwksUrl: environment.TOKEN_JWKS_URL,
    clock: systemClock,
  });
  const judged = { verifier, audience: environment.TOKEN_AUDIENCE, rolesClaim: environment.ROLES_CLAIM };
  // Loaded late: they read the environment as they are loaded.
  const [feed, subscription, auditLog] = await Promise.all([
    import('../lambda/feed/stream-feed.handler.ts'),
    import('../lambda/feed-admin/change-subscription.handler.ts'),
    import('../lambda/feed-admin/read-audit-log.handler.ts'),
  ]);
  const server = await startStreamServer({
    streams: FEED_STREAMS,
    open: feed.open,
    commands: {
      'GET /feed/subscription': subscription.handler,
      'PUT /feed/subscription': subscription.handler,
      'GET /feed/audit-log': auditLog.handler,
    },
    authorize: (header) => authorize(header, judged),
    logger: createLogger({ stage: environment.STAGE }),
    clock: systemClock,
    port: portOf(values.port),
    host: values.host,
  });
  process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);
  const end = () => void server.close().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (values['with-parent']) process.stdin.once('end', end).resume();
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new TypeError(`--port: got ${JSON.stringify(text)}, expected a number up to 65535`);
  return port;
}

try {
  const values = options();
  if (values.help) process.stdout.write(`${HELP}\n`);
  else await serve(values);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write('npm run feed-server -- --help tells how to use it\n');
  process.exitCode = 2;
}
