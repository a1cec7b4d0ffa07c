import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../domain/app-error.ts';
import { retryDelay } from '../../domain/retry-delay.ts';
import type { AwsBytes, AwsHttpClient, AwsRequest } from '../http/aws-http-client.ts';

const TIMEOUT_MS = 30_000;
const TRIES = 6;
const RETRY = { baseMs: 100, capMs: 3_000 } as const;
const NOTHING = Buffer.alloc(0);

export interface S3ObjectsOptions {
  /** Signs for `s3`. */
  readonly client: Pick<AwsHttpClient, 'sendForBytes'>;
  readonly bucket: string;
  /** @default Math.random */
  readonly random?: () => number;
  /** Resolves after some milliseconds. @default setTimeout */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** A request for an object. */
export interface ObjectRequest extends Pick<AwsRequest, 'method' | 'query'> {
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What S3 answered, when it answered that it could or that there is no such thing. */
export type ObjectAnswer = Exclude<AwsBytes, { status: undefined }>;

/** Requests to the objects of one bucket, sent again while S3 does not answer. */
export class S3Objects {
  readonly #options: S3ObjectsOptions;

  constructor(options: S3ObjectsOptions) {
    this.#options = options;
  }

  /** Resolves to an answer below 300, or 404 of what is not there. Throws AppError INTERNAL of what is refused, CONTENTION without an answer. */
  async call({ method, key, query, headers = {}, body = NOTHING }: ObjectRequest): Promise<ObjectAnswer> {
    const { client, bucket, random = Math.random, wait = sleep } = this.#options;
    const path = `/${bucket}/${key.split('/').map(encoded).join('/')}`;
    let last: string | number = '';
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const request = { method, path, headers, body, timeoutMs: TIMEOUT_MS };
      const answer = await client.sendForBytes(query === undefined ? request : { ...request, query });
      if (answer.status !== undefined && (answer.status < 300 || answer.status === 404)) return answer;
      last = answer.status ?? answer.code;
      const isRefused = typeof last === 'number' && last < 500 && last !== 408 && last !== 429;
      if (isRefused) throw new AppError('INTERNAL', `S3 refuses to ${method} an object: ${last}`);
      await wait(retryDelay({ attempt, ...RETRY, random }));
    }
    throw new AppError('CONTENTION', `S3 does not ${method} an object: ${last}`, { retryable: true });
  }
}

/** As S3 signs keys: everything but letters, digits and - _ . ~ in bytes. */
function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
