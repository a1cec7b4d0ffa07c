#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe } from './call-kinesis.ts';
import { Checkpoint } from './checkpoint.ts';
import { handleEvents } from './handle-events.ts';
import { missedSince } from './missed-since.ts';
import { readStream } from './read-stream.ts';
import { RecentIds } from './recent-ids.ts';

const HELP = `Reads Millrace's event stream and writes each event to standard output, one line an event, byte for byte.

  node consumer.ts --stream-arn ARN [options]

  --stream-arn ARN     the stream (also in another account); its region is taken from it
  --checkpoint FILE    where to go on after a restart (default: checkpoint.json); missing: start at the oldest event
  --role-arn ARN       role to assume for reading, when you were given one
  --external-id ID     the external id of that role
  --on-gap WHAT        "stop" (default): end with code 3 when events may have left the stream unread while the consumer
                       was away; "resume": say so and go on with the oldest event that is left
  --poll-ms N          pause between reads of a shard that has nothing more (default: 1000)
  --remember N         ids kept to drop copies of events (default: 100000, about 10 MB)
  --count N            end after N events
  --until-idle S       end when nothing has come for S seconds
  --help               this text

Credentials and AWS_ENDPOINT_URL are found as the AWS SDK finds them. Ctrl-C ends it after the batch at hand.
Exit code: 0 ended as asked, 1 failed, 2 wrong options, 3 gap.
`;

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const region = /^arn:[^:]+:kinesis:([^:]+):\d{12}:stream\/.+$/.exec(options['stream-arn'] ?? '')?.[1];
  const streamArn = options['stream-arn'];
  if (streamArn === undefined || region === undefined) return usage('--stream-arn needs the ARN of a stream');
  const numbers = [options['poll-ms'], options.remember, options.count, options['until-idle']];
  if (numbers.some((text) => text !== undefined && !(Number(text) > 0)))
    return usage('a number must be above 0');
  if (!['stop', 'resume'].includes(options['on-gap'])) return usage('--on-gap takes "stop" or "resume"');

  const stop = new AbortController();
  // A closed pipe fails the write that met it, which ends the consumer in order.
  process.stdout.on('error', () => undefined);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

  const reading = {
    kinesis: new KinesisClient({
      region,
      // HTTP/1.1 with connections that are kept: the client's own handler opens an HTTP/2 session for each call.
      requestHandler: new NodeHttpHandler({ connectionTimeout: 5_000, requestTimeout: 30_000 }),
      ...(await assumedRole(options['role-arn'], options['external-id'], region)),
    }),
    streamArn,
    checkpoint: await Checkpoint.open(options.checkpoint, streamArn),
    recentIds: new RecentIds(Number(options.remember)),
    pollMs: Number(options['poll-ms']),
    count: options.count === undefined ? undefined : Number(options.count),
    untilIdleMs: options['until-idle'] === undefined ? undefined : Number(options['until-idle']) * 1000,
    signal: stop.signal,
    handleEvents,
  };
  const gap = await missedSince(reading);
  if (gap !== undefined) {
    const sentence = `read until ${new Date(gap).toISOString()}, longer ago than the stream keeps events: some may be lost`;
    console.error(`${sentence}${options['on-gap'] === 'stop' ? ' (--on-gap resume goes on)' : ''}`);
    if (options['on-gap'] === 'stop') return 3;
  }
  await readStream(reading);
  return 0;
}

function readOptions() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: {
        'stream-arn': text,
        checkpoint: { ...text, default: 'checkpoint.json' },
        'role-arn': text,
        'external-id': text,
        'on-gap': { ...text, default: 'stop' },
        'poll-ms': { ...text, default: '1000' },
        remember: { ...text, default: '100000' },
        count: text,
        'until-idle': text,
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    process.exit(usage(error instanceof Error ? error.message : String(error)));
  }
}

function usage(problem: string): number {
  console.error(`${problem}; --help lists the options`);
  return 2;
}

async function assumedRole(roleArn: string | undefined, externalId: string | undefined, region: string) {
  if (roleArn === undefined) return {};
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  return {
    credentials: fromTemporaryCredentials({
      params: {
        RoleArn: roleArn,
        RoleSessionName: 'millrace-consumer',
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      },
      clientConfig: { region },
    }),
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(describe(error));
  process.exitCode = 1;
}
