import { type App, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ApiStack } from './api-stack.ts';
import { BatchImportStack } from './batch-import-stack.ts';
import type { AppConfig } from './config.ts';
import { DataSyncStack } from './data-sync-stack.ts';
import { EventStreamStack } from './event-stream-stack.ts';
import { FeedStack } from './feed-stack.ts';
import { leaveOutEmulatorGaps } from './local-stage.ts';
import { OperationsStack } from './operations-stack.ts';
import { RecordsStack } from './records-stack.ts';

/** Every stack of a stage, as `deploy` makes them. */
export interface Stacks {
  readonly records: RecordsStack;
  readonly eventStream: EventStreamStack;
  readonly dataSync: DataSyncStack;
  readonly feed: FeedStack;
  readonly batchImport: BatchImportStack;
  readonly api: ApiStack;
  readonly operations: OperationsStack;
}

/** Adds the stacks of a stage to the app, checked by cdk-nag. */
export function addStacks(app: App, config: AppConfig): Stacks {
  const props = stackProps(config);
  const records = new RecordsStack(app, `millrace-${config.stage}-records`, props);
  const shared = { ...props, tables: records.tables, alarmAction: records.alarmAction };
  const eventStream = new EventStreamStack(app, `millrace-${config.stage}-event-stream`, shared);
  const dataSync = new DataSyncStack(app, `millrace-${config.stage}-data-sync`, shared);
  const batchImport = new BatchImportStack(app, `millrace-${config.stage}-import`, shared);
  const feed = new FeedStack(app, `millrace-${config.stage}-feed`, {
    ...shared,
    eventStream: eventStream.eventStream,
  });
  const api = new ApiStack(app, `millrace-${config.stage}-api`, {
    ...shared,
    dataSync: dataSync.admin,
    feed,
    tasks: dataSync.tasks,
    batchImport: batchImport.batchImport,
  });
  const operations = new OperationsStack(app, `millrace-${config.stage}-operations`, {
    ...props,
    sections: [
      api.commandApi.section,
      records.section,
      eventStream.metrics.section,
      feed.metrics.section,
      ...dataSync.sections,
      api.feedMetrics.section,
      batchImport.metrics.section,
    ],
  });
  Tags.of(app).add('millrace:stage', config.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  if (config.local) leaveOutEmulatorGaps(app);
  return { records, eventStream, dataSync, feed, batchImport, api, operations };
}

function stackProps(config: AppConfig): StackProps & { config: AppConfig } {
  const { account, region } = config;
  return {
    config,
    env: { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) },
  };
}
