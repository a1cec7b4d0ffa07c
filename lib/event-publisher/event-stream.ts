import { Duration, Validations } from 'aws-cdk-lib';
import { CfnStream, Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/**
 * The 24-hour stream that readers follow, under a key of our own: what AWS manages cannot be granted to other accounts.
 * The construct ids are a contract: a new one would be a new stream, and every reader would have to move.
 */
export class EventStream extends Construct {
  readonly stream: Stream;
  readonly key: Key;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    const { eventStream } = props.config;
    const removalPolicy = lasting(props.config);
    this.key = new Key(this, 'Key', {
      description: 'Millrace: the event stream',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.stream = new Stream(this, 'Stream', {
      ...(eventStream.capacity === 'on-demand'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: eventStream.capacity.shards }),
      retentionPeriod: Duration.hours(24),
      encryption: StreamEncryption.KMS,
      encryptionKey: this.key,
      removalPolicy,
    });
    Validations.of(this.stream).acknowledge({
      id: 'AwsSolutions-KDS3',
      reason: 'The key that AWS manages cannot be granted to readers in other accounts.',
    });
    const { defaultChild } = this.stream.node;
    if (defaultChild instanceof CfnStream) defaultChild.maxRecordSizeInKiB = eventStream.maxRecordKiB;
  }
}
