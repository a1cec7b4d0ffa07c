import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { WorkFiles } from '../../batch-import/ports.ts';
import { AppError } from '../../domain/app-error.ts';
import type { S3Objects } from './s3-objects.ts';

const zip = promisify(gzip);
const unzip = promisify(gunzip);
/** Fast rather than small: a work file is read a few times and lives for an hour. */
const LEVEL = 1;
/** No work file is larger: a longer one is none of ours. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Work files in a bucket, compressed. */
export class S3WorkFiles implements WorkFiles {
  readonly #objects: Pick<S3Objects, 'call'>;

  constructor(objects: Pick<S3Objects, 'call'>) {
    this.#objects = objects;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const body = await zip(bytes, { level: LEVEL });
    await this.#objects.call({ method: 'PUT', key, headers: { 'content-type': 'application/gzip' }, body });
  }

  async get(key: string): Promise<Uint8Array> {
    const { status, bytes } = await this.#objects.call({ method: 'GET', key });
    if (status === 404) throw new AppError('INTERNAL', 'a work file of the import is gone');
    return unzip(bytes, { maxOutputLength: MAX_BYTES });
  }
}
