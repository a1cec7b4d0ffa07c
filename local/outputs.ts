import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Cloud } from './cloud.ts';
import type { StackOutputs } from './deploy.ts';
import { LocalError } from './local-error.ts';
import type { OauthClients } from './oauth-clients.ts';

/**
 * What `.local/outputs.json` says, the contract with scripts and other clients: routes are appended to `apiUrl` and
 * `feedUrl`.
 */
export interface Outputs {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly recordsTable: string;
  readonly eventStream: string;
  readonly eventStreamArn: string;
  readonly readers: readonly Reader[];
  readonly apiUrl: string;
  /** The data feed over plain http on loopback. */
  readonly feedUrl: string;
  readonly oauth: { readonly tokenUrl: string; readonly clients: OauthClients };
  readonly dataSync: {
    readonly jobArn: string;
    readonly customerPendingTable: string;
    readonly transactionPendingTable: string;
    readonly progressTable: string;
    readonly secretId: string;
  };
  /** Files that are put there are imported. */
  readonly imports: { readonly bucket: string };
  readonly receiver: ReceiverPlace;
}

/** A reader of the event stream: the role that it reads with, its own where none was made here for it to assume. */
export interface Reader {
  readonly accountId: string;
  readonly roleArn: string;
  /** Needed to assume the role; null for a role of the reader's own. */
  readonly externalId: string | null;
}

/** Where the webhook receiver is, how it is looked at, and the certificate (PEM) of the authority that vouches for it. */
export interface ReceiverPlace {
  readonly url: string;
  readonly controlUrl: string;
  readonly caFile: string;
}

/** What outputs.json is made from; `stacks` as `deploy` gives them. */
export interface OutputsSource {
  readonly cloud: Cloud;
  readonly stacks: StackOutputs;
  readonly tokenUrl: string;
  readonly clients: OauthClients;
  readonly receiver: ReceiverPlace;
  readonly feedUrl: string;
}

/** The contract's content, from what was deployed and started. Throws LocalError when a stack output is missing. */
export function makeOutputs({ cloud, stacks, tokenUrl, clients, receiver, feedUrl }: OutputsSource): Outputs {
  const output = (key: string) => {
    const value = stacks[key];
    if (value === undefined) throw new LocalError(`The deployed stacks have no output ${key}.`);
    return value;
  };
  // AWS clients leave notes of their own in the credentials that they are given.
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  return {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId, secretAccessKey },
    recordsTable: output('RecordsTable'),
    eventStream: output('EventStream'),
    eventStreamArn: output('EventStreamArn'),
    readers: (JSON.parse(output('Readers')) as readonly ReaderAccess[]).map(readerOf),
    apiUrl: localApiUrl(output('ApiUrl'), cloud.endpoint),
    feedUrl,
    oauth: { tokenUrl, clients },
    dataSync: {
      jobArn: output('DataSyncJobArn'),
      customerPendingTable: output('CustomerPendingTable'),
      transactionPendingTable: output('TransactionPendingTable'),
      progressTable: output('ProgressTable'),
      secretId: output('DataSyncSecret'),
    },
    imports: { bucket: output('ImportBucket') },
    receiver,
  };
}

/** What the stack's output `Readers` says of one. */
interface ReaderAccess {
  readonly accountId: string;
  readonly readerRoleArn: string;
  readonly roleArn?: string | null;
  readonly externalId?: string | null;
}

function readerOf({ accountId, readerRoleArn, roleArn, externalId }: ReaderAccess): Reader {
  return { accountId, roleArn: roleArn ?? readerRoleArn, externalId: externalId ?? null };
}

/** Writes the file at once and whole, readable by its owner alone: it holds secrets of this run. */
export async function writeOutputs(path: string, outputs: Outputs): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(outputs, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

/** The file is there exactly as long as what it tells of. */
export async function removeOutputs(path: string): Promise<void> {
  await rm(path, { force: true });
}

/**
 * API Gateway's address does not lead to this machine; the emulator serves the same API under a path
 * (https://<api>.execute-api.<region>.amazonaws.com/<stage>/).
 */
function localApiUrl(url: string, endpoint: string): string {
  const { hostname, pathname } = new URL(url);
  const [api = ''] = hostname.split('.');
  const [stage = ''] = pathname.split('/').filter((part) => part !== '');
  return `${endpoint}/_aws/execute-api/${api}/${stage}`;
}
