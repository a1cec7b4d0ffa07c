import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../domain/app-error.ts';
import { retryDelay } from '../../domain/retry-delay.ts';
import type { LargeTexts } from '../dynamodb/large-texts.ts';
import type { AwsAnswer, AwsHttpClient } from '../http/aws-http-client.ts';

const TIMEOUT_MS = 5_000;
const TRIES = 5;
const RETRY = { baseMs: 50, capMs: 1_000 } as const;
const NOTHING = Buffer.alloc(0);

export interface S3LargeTextsOptions {
  /** Signs for `s3`. */
  readonly client: Pick<AwsHttpClient, 'send'>;
  readonly bucket: string;
  /** @default Math.random */
  readonly random?: () => number;
  /** Resolves after some milliseconds. @default setTimeout */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Large texts as objects of a bucket, UTF-8. Throws AppError CONTENTION (retryable) while S3 does not answer. */
export class S3LargeTexts implements LargeTexts {
  readonly #options: S3LargeTextsOptions;

  constructor(options: S3LargeTextsOptions) {
    this.#options = options;
  }

  async put(key: string, text: string): Promise<void> {
    await this.#call('PUT', key, Buffer.from(text));
  }

  async get(key: string): Promise<string | undefined> {
    const answer = await this.#call('GET', key);
    return answer.status === 404 ? undefined : answer.body;
  }

  async remove(key: string): Promise<void> {
    await this.#call('DELETE', key);
  }

  async #call(
    method: 'GET' | 'PUT' | 'DELETE',
    key: string,
    body: Buffer = NOTHING,
  ): Promise<Extract<AwsAnswer, { body: string }>> {
    const { client, bucket, random = Math.random, wait = sleep } = this.#options;
    const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const headers = method === 'PUT' ? { 'content-type': 'application/json' } : {};
    let last: string | number = '';
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const answer = await client.send({ method, path, headers, body, timeoutMs: TIMEOUT_MS });
      if (answer.status !== undefined && (answer.status < 300 || (answer.status === 404 && method !== 'PUT')))
        return answer;
      last = answer.status ?? answer.code;
      await wait(retryDelay({ attempt, ...RETRY, random }));
    }
    throw new AppError('CONTENTION', `the overflow bucket does not ${method} a text: ${last}`, {
      retryable: true,
    });
  }
}
