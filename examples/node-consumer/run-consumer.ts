import { parseArgs } from 'node:util';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe } from './call-kinesis.ts';
import { Checkpoint } from './checkpoint.ts';
import { missedSince } from './missed-since.ts';
import { readStream } from './read-stream.ts';
import { RecentIds } from './recent-ids.ts';
import type { StreamEvent } from './stream-event.ts';

/** What a program does with the events of the stream. */
export interface EventHandler {
  /** Does the work; when it resolves, the events are done and the checkpoint moves on. */
  handleEvents(events: readonly StreamEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** A program that reads the stream. */
export interface ConsumerProgram {
  readonly help: string;
  /** Options of its own, each with a value. */
  readonly options?: readonly string[];
  /** Makes ready for events; throws when it cannot. `options` are those of its own that were given. */
  open(options: Readonly<Record<string, string | undefined>>): Promise<EventHandler>;
}

/** The help of a program: what it is about, how it is called, and the options that all have. */
export function consumerHelp({
  about,
  command,
  options = '',
}: {
  about: string;
  command: string;
  options?: string;
}): string {
  return `${about}

  ${command} --stream-arn ARN [options]

  --stream-arn ARN     the stream (also in another account); its region is taken from it
${options}  --checkpoint FILE    where to go on after a restart (default: checkpoint.json); missing: start at the oldest event
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
}

/** Runs a program over the stream that its command line names. Resolves to the exit code; failures are told on standard error. */
export async function runConsumer(program: ConsumerProgram): Promise<number> {
  try {
    return await consume(program);
  } catch (error) {
    console.error(describe(error));
    return 1;
  }
}

async function consume(program: ConsumerProgram): Promise<number> {
  const given = readOptions(program.options ?? []);
  if (typeof given === 'string') return usage(given);
  const { options, own } = given;
  if (options.help) {
    process.stdout.write(program.help);
    return 0;
  }
  const streamArn = options['stream-arn'];
  const region = /^arn:[^:]+:kinesis:([^:]+):\d{12}:stream\/.+$/.exec(streamArn ?? '')?.[1];
  if (streamArn === undefined || region === undefined) return usage('--stream-arn needs the ARN of a stream');
  const numbers = [options['poll-ms'], options.remember, options.count, options['until-idle']];
  if (numbers.some((text) => text !== undefined && !(Number(text) > 0)))
    return usage('a number must be above 0');
  if (!['stop', 'resume'].includes(options['on-gap'])) return usage('--on-gap takes "stop" or "resume"');

  const stop = new AbortController();
  // A closed pipe fails the write that met it, which ends the consumer in order.
  process.stdout.on('error', () => undefined);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

  const checkpoint = await Checkpoint.open(options.checkpoint, streamArn);
  const handler = await program.open(own);
  try {
    const reading = {
      kinesis: new KinesisClient({
        region,
        // HTTP/1.1 with connections that are kept: the client's own handler opens an HTTP/2 session for each call.
        requestHandler: new NodeHttpHandler({ connectionTimeout: 5_000, requestTimeout: 30_000 }),
        ...(await assumedRole(options['role-arn'], options['external-id'], region)),
      }),
      streamArn,
      checkpoint,
      recentIds: new RecentIds(Number(options.remember)),
      pollMs: Number(options['poll-ms']),
      count: options.count === undefined ? undefined : Number(options.count),
      untilIdleMs: options['until-idle'] === undefined ? undefined : Number(options['until-idle']) * 1000,
      signal: stop.signal,
      handleEvents: (events: readonly StreamEvent[]) => handler.handleEvents(events),
    };
    const gap = await missedSince(reading);
    if (gap !== undefined) {
      const sentence = `read until ${new Date(gap).toISOString()}, longer ago than the stream keeps events: some may be lost`;
      console.error(`${sentence}${options['on-gap'] === 'stop' ? ' (--on-gap resume goes on)' : ''}`);
      if (options['on-gap'] === 'stop') return 3;
    }
    await readStream(reading);
    return 0;
  } finally {
    await handler.close();
  }
}

function readOptions(own: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values: options } = parseArgs({
      options: {
        ...Object.fromEntries(own.map((name) => [name, text])),
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
    });
    const values: Readonly<Record<string, unknown>> = options;
    return { options, own: Object.fromEntries(own.map((name) => [name, optional(values[name])])) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
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
