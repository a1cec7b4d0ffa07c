import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { AwsHttpClient } from '../lambda/adapters/http/aws-http-client.ts';
import { KinesisEventSink } from '../lambda/adapters/kinesis/kinesis-event-sink.ts';
import { S3ParkedObjects } from '../lambda/adapters/s3/s3-parked-objects.ts';
import { S3ParkingPlace } from '../lambda/adapters/s3/s3-parking-place.ts';
import { EventRenderer } from '../lambda/event-publisher/render-event.ts';
import {
  type ReplayNews,
  type ReplaySummary,
  replayParked,
} from '../lambda/event-publisher/replay-parked.ts';
import { awsEndpoint } from '../lambda/runtime/aws-endpoint.ts';
import { type AppConfig, ConfigError, loadConfig } from '../lib/config.ts';

const HELP = `npm run replay-parked -- --stage <stage> [--prefix <prefix>]… [--dry-run]

Sends the changes that were parked to the event stream once more, and moves what was sent below sent/ in the parking bucket.

  --stage <stage>    whose: the stack millrace-<stage>-event-stream names its bucket and stream
  --prefix <prefix>  only objects below it; by default parked/ (single records that no stream took) and
                     aws/lambda/ (batches that Lambda gave up)
  --dry-run          says what would be sent, and sends nothing
  --help             this

Order: objects go in the order in which their changes were made, and an account's events in theirs. What has gone out since stays
ahead of them: a replayed event comes late, with the _tick and the _event_id that it always had. Readers that keep the highest _tick of a
record are not misled.

It may be stopped with Ctrl-C and run again: it ends after the object at hand, and goes on with what is not below sent/.
Credentials and region: as the AWS CLI finds them. Exit code: 0 all sent or nothing to do, 1 something is left, 2 wrong use.`;

const DEFAULT_PREFIXES = ['parked/', 'aws/lambda/'];

interface Targets {
  readonly bucket: string;
  readonly stream: string;
}

async function targetsOf(stage: string, region: string): Promise<Targets> {
  const StackName = `millrace-${stage}-event-stream`;
  const { Stacks: [stack] = [] } = await new CloudFormationClient({ region }).send(
    new DescribeStacksCommand({ StackName }),
  );
  const output = (key: string): string => {
    const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (value === undefined)
      throw new Error(`the stack ${StackName} has no output ${key}; deploy the stage again`);
    return value;
  };
  return { bucket: output('ParkingBucket'), stream: output('EventStream') };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function tell({ key, what, reason, records, done, total }: ReplayNews): void {
  if (what === 'read') {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done} objects found`);
    return;
  }
  if (done === 1 && process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const about = records === undefined ? '' : `, ${records} record${records === 1 ? '' : 's'} (${reason})`;
  say(`${done}/${total} ${key}: ${what}${about}`);
}

interface ReplayCommand {
  readonly config: AppConfig;
  readonly region: string;
  readonly prefixes: readonly string[];
  readonly dryRun: boolean;
  readonly isStopped: () => boolean;
}

async function replay({
  config,
  region,
  prefixes,
  dryRun,
  isStopped,
}: ReplayCommand): Promise<ReplaySummary> {
  const { bucket, stream } = await targetsOf(config.stage, region);
  const credentials = fromNodeProviderChain();
  const clientOf = (service: string) =>
    new AwsHttpClient({ service, region, endpoint: awsEndpoint(service, region), credentials });
  const [kinesis, s3] = [clientOf('kinesis'), clientOf('s3')];
  const wait = (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs));
  const common = { clock: Date.now, random: Math.random };
  try {
    return await replayParked({
      ...common,
      objects: new S3ParkedObjects({ client: new S3Client({ region, forcePathStyle: true }), bucket }),
      parking: new S3ParkingPlace({ ...common, client: s3, bucket, wait }),
      sink: new KinesisEventSink({ client: kinesis, stream, clock: Date.now }),
      renderer: new EventRenderer({ format: config.eventStream.format, source: `millrace/${config.stage}` }),
      maxRecordBytes: config.eventStream.maxRecordKiB * 1024,
      timer: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
      log: {
        parked: () => {},
        failed: ({ code, records }) => say(`the stream did not take ${records}: ${code}`),
      },
      prefixes,
      dryRun,
      isStopped,
      tell,
    });
  } finally {
    kinesis.close();
    s3.close();
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string' },
      prefix: { type: 'string', multiple: true, default: DEFAULT_PREFIXES },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    say(HELP);
    return 0;
  }
  if (values.stage === undefined) throw new ConfigError('--stage is missing: whose records are to be sent?');
  const config = loadConfig(values.stage);
  const region = config.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined) throw new ConfigError('no region: set AWS_REGION, or region in the stage’s file');
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
    say('stopping after the object at hand; Ctrl-C again ends at once');
  });
  const command = {
    config,
    region,
    prefixes: values.prefix,
    dryRun: values['dry-run'],
    isStopped: () => stopped,
  };
  const { sentObjects, sentRecords, left, failedAt } = await replay(command);
  if (failedAt !== undefined) say(`stopped at ${failedAt}: later changes must wait for it; run this again`);
  say(`${sentObjects} objects with ${sentRecords} records sent, ${left} left`);
  return left === 0 || values['dry-run'] ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUse = error instanceof ConfigError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isUse) process.stderr.write('npm run replay-parked -- --help tells how to use it\n');
  process.exitCode = isUse ? 2 : 1;
}
