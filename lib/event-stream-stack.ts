import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AppConfig } from './config.ts';
import { EventPublisher } from './event-publisher/event-publisher.ts';
import { EventStream } from './event-publisher/event-stream.ts';
import { ParkingBucket } from './event-publisher/parking-bucket.ts';
import { PublisherAlarms } from './event-publisher/publisher-alarms.ts';
import { PublisherMetrics } from './event-publisher/publisher-metrics.ts';
import { StreamReader } from './readers/stream-reader.ts';
import type { RecordTables } from './records/record-tables.ts';

export interface EventStreamStackProps extends StackProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
  readonly alarmAction: IAlarmAction | undefined;
}

/** The event stream, what fills it, and who may read it. */
export class EventStreamStack extends Stack {
  readonly metrics: PublisherMetrics;
  readonly eventStream: EventStream;

  constructor(scope: Construct, id: string, props: EventStreamStackProps) {
    super(scope, id, props);
    const { config, tables } = props;
    const eventStream = new EventStream(this, 'EventStream', { config });
    this.eventStream = eventStream;
    const parking = new ParkingBucket(this, 'Parking', { config });
    const publisher = new EventPublisher(this, 'EventPublisher', {
      config,
      records: tables.records,
      eventStream,
      parking,
    });
    this.metrics = new PublisherMetrics({
      config,
      publisher,
      records: tables.records,
      stream: eventStream.stream,
    });
    new PublisherAlarms(this, 'PublisherAlarms', { metrics: this.metrics, action: props.alarmAction });
    const readers = config.readers.map(
      (reader) => new StreamReader(this, `Reader-${reader.name}`, { reader, eventStream }),
    );
    new CfnOutput(this, 'EventStreamName', { value: eventStream.stream.streamName }).overrideLogicalId(
      'EventStream',
    );
    new CfnOutput(this, 'EventStreamArn', { value: eventStream.stream.streamArn });
    new CfnOutput(this, 'EventStreamKeyArn', { value: eventStream.key.keyArn });
    new CfnOutput(this, 'ParkingBucket', { value: parking.bucket.bucketName });
    new CfnOutput(this, 'Readers', { value: this.toJsonString(readers.map(({ access }) => access)) });
  }
}
