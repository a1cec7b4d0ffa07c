import { createHash } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { retryDelay } from '../../domain/retry-delay.ts';
import type { ParkingPlace } from '../../event-publisher/ports.ts';
import type { AwsHttpClient } from '../http/aws-http-client.ts';

const ATTEMPT_TIMEOUT_MS = 2_000;
const RETRY = { baseMs: 50, capMs: 1_000 } as const;

/** A record of a stream, of DynamoDB or Kinesis, that is to be kept, and why. */
export interface ParkedRecord {
  readonly record: {
    readonly eventID?: string;
    readonly dynamodb?: { readonly SequenceNumber?: string; readonly NewImage?: unknown };
  };
  readonly owner: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface S3ParkingPlaceOptions {
  /** Signs for `s3`. */
  readonly client: AwsHttpClient;
  readonly bucket: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Resolves after some milliseconds. */
  readonly wait: (delayMs: number) => Promise<void>;
}

/** `parked/<yyyy-mm-dd>/<hash of the owner>/<eventID>.json`: an account's records lie together, and its number is in no name. */
export function parkedKey({ record, owner, at }: ParkedRecord): string {
  const day = new Date(at).toISOString().slice(0, 10);
  const hash = createHash('sha256').update(owner).digest('hex').slice(0, 16);
  const id = record?.eventID ?? record?.dynamodb?.SequenceNumber ?? fingerprint(record);
  return `parked/${day}/${hash}/${encodeURIComponent(id)}.json`;
}

function fingerprint(record: unknown): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex');
}

/** Keeps each record as one object: `{ reason, parkedAt, record }`, the stream record as it came. Tries again while there is time. */
export class S3ParkingPlace implements ParkingPlace {
  private readonly options: S3ParkingPlaceOptions;

  constructor(options: S3ParkingPlaceOptions) {
    this.options = options;
  }

  async park(parked: ParkedRecord, { timeoutMs }: { timeoutMs: number }): Promise<boolean> {
    const { clock, random, wait, bucket } = this.options;
    const deadline = clock() + timeoutMs;
    const { record, reason, at } = parked;
    const body = Buffer.from(JSON.stringify({ reason, parkedAt: new Date(at).toISOString(), record }));
    const path = `/${bucket}/${parkedKey(parked).split('/').map(encodeURIComponent).join('/')}`;
    for (let attempt = 1; clock() < deadline; attempt++) {
      if (await this.put(path, body, Math.min(ATTEMPT_TIMEOUT_MS, deadline - clock()))) return true;
      await wait(Math.min(retryDelay({ attempt, ...RETRY, random }), Math.max(0, deadline - clock())));
    }
    return false;
  }

  private async put(path: string, body: Buffer, timeoutMs: number): Promise<boolean> {
    const headers = { 'content-type': 'application/json' };
    const answer = await this.options.client.send({ method: 'PUT', path, headers, body, timeoutMs });
    return answer.status === 200;
  }
}
