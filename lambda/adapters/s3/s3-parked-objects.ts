import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ParkedObjects } from '../../event-publisher/ports.ts';

export interface S3ParkedObjectsOptions {
  readonly client: S3Client;
  readonly bucket: string;
}

/** The parking bucket, as the operator's command sees it. Not for Lambdas: it brings the SDK's S3 client. */
export class S3ParkedObjects implements ParkedObjects {
  private readonly options: S3ParkedObjectsOptions;

  constructor(options: S3ParkedObjectsOptions) {
    this.options = options;
  }

  async *list(prefix: string): AsyncIterable<string> {
    const { client, bucket } = this.options;
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket: bucket, Prefix: prefix },
    )) {
      for (const { Key } of Contents) if (Key !== undefined) yield Key;
    }
  }

  async read(key: string): Promise<string> {
    const { client, bucket } = this.options;
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  }

  /** Copies, then deletes: a crash between the two leaves the object to be sent again. */
  async markSent(key: string): Promise<void> {
    const { client, bucket } = this.options;
    const source = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    await client.send(new CopyObjectCommand({ Bucket: bucket, CopySource: source, Key: `sent/${key}` }));
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }
}
