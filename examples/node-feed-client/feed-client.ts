#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { FeedAccess } from './feed-access.ts';
import { FeedDatabase } from './feed-database.ts';
import { follow } from './follow.ts';

const HELP = `Keeps a SQLite database equal to the objects of Millrace's data feed: a load first, then every change. Killed or cut off at any
moment it goes on where it stopped.

  node feed-client.ts --feed-url URL --token-url URL [options]

  --feed-url URL       where /feed/load and /feed/changes are
  --token-url URL      where tokens come from (OAuth2, client credentials)
  --outputs FILE       instead of both: the .local/outputs.json that npm start writes
  --database FILE      default: feed.sqlite
  --until-idle S       end when nothing has come for S seconds
  --help               this text

The client id and secret stand in FEED_CLIENT_ID and FEED_CLIENT_SECRET.
Exit code: 0 ended as asked, 1 refused by the feed, 2 wrong options.
`;

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const access = FeedAccess.of(options);
  const database = new FeedDatabase(options.database);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const untilIdle = options['until-idle'];
  try {
    await follow({
      ...{ access, database, signal: stop.signal },
      untilIdleMs: untilIdle === undefined ? undefined : Number(untilIdle) * 1000,
    });
    return 0;
  } finally {
    database.close();
  }
}

function readOptions() {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: {
        'feed-url': text,
        'token-url': text,
        outputs: text,
        database: { ...text, default: 'feed.sqlite' },
        'until-idle': text,
        help: { type: 'boolean', default: false },
      },
    });
    const untilIdle = values['until-idle'];
    if (untilIdle !== undefined && !(Number(untilIdle) > 0)) throw new Error('--until-idle must be above 0');
    const complete = values['feed-url'] !== undefined && values['token-url'] !== undefined;
    if (!values.help && values.outputs === undefined && !complete)
      throw new Error('--feed-url and --token-url are needed, or --outputs');
    return values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}; --help lists the options`);
    process.exit(2);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
