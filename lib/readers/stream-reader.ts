import { Aws } from 'aws-cdk-lib';
import { ArnPrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import type { ReaderConfig } from '../config.ts';
import type { EventStream } from '../event-publisher/event-stream.ts';

/** What the Kinesis clients, the KCL and Lambda's own reader need, of what a policy on a stream can grant. */
const READ_ACTIONS = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
] as const;

const FAN_OUT_ACTIONS = ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'] as const;

export interface StreamReaderProps {
  readonly reader: ReaderConfig;
  readonly eventStream: EventStream;
}

/** What a reader must know, as the stack's output `Readers` lists it. */
export interface ReaderAccess {
  readonly name: string;
  readonly accountId: string;
  /** The reader's own role, which may read. */
  readonly readerRoleArn: string;
  /** The role in this account that it may assume. */
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly consumerArn?: string;
}

/**
 * Lets one role of another account read the event stream: by policies on the stream and its key and, where asked, by a
 * role here that it may assume, and by a fan-out consumer of its own. Lets it do nothing else.
 */
export class StreamReader extends Construct {
  readonly access: ReaderAccess;
  private readonly eventStream: EventStream;

  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id);
    const { reader } = props;
    this.eventStream = props.eventStream;
    const readerRole = new ArnPrincipal(roleArn(reader));
    const role =
      reader.assumeRole && reader.externalId !== undefined
        ? this.role(readerRole, reader.externalId)
        : undefined;
    const grantees: IGrantable[] = role === undefined ? [readerRole] : [readerRole, role];
    for (const grantee of grantees) this.grantRead(grantee);
    const consumer = reader.enhancedFanOut ? this.consumer(reader.name, grantees) : undefined;
    this.access = {
      name: reader.name,
      accountId: reader.accountId,
      readerRoleArn: readerRole.arn,
      ...(role === undefined ? {} : { roleArn: role.roleArn }),
      ...(reader.externalId === undefined ? {} : { externalId: reader.externalId }),
      ...(consumer === undefined ? {} : { consumerArn: consumer.streamConsumerArn }),
    };
  }

  private role(readerRole: ArnPrincipal, externalId: string): Role {
    return new Role(this, 'Role', { assumedBy: readerRole, externalIds: [externalId] });
  }

  private grantRead(grantee: IGrantable): void {
    this.eventStream.stream.grant(grantee, ...READ_ACTIONS);
    this.eventStream.key.grant(grantee, 'kms:Decrypt');
  }

  private consumer(name: string, grantees: readonly IGrantable[]): StreamConsumer {
    const consumer = new StreamConsumer(this, 'Consumer', {
      stream: this.eventStream.stream,
      streamConsumerName: name,
    });
    for (const grantee of grantees) consumer.grant(grantee, ...FAN_OUT_ACTIONS);
    return consumer;
  }
}

function roleArn(reader: ReaderConfig): string {
  if (reader.role.startsWith('arn:')) return reader.role;
  return `arn:${Aws.PARTITION}:iam::${reader.accountId}:role/${reader.role}`;
}
