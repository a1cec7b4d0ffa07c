import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SYNC_METRICS } from '../../lambda/data-sync/contract.ts';
import type { AppConfig } from '../config.ts';
import { invokeAtRate } from '../runtime/invoke-at-rate.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import { grantDepths } from './sync-queues-access.ts';
import type { SyncTables } from './sync-tables.ts';

export interface QueueWatchProps {
  readonly config: AppConfig;
  readonly queues: SyncTables;
}

/** Looks at the queues every five minutes, whether the job runs or not: its metrics are what alarms look at. */
export class QueueWatch extends ServiceFunction {
  constructor(scope: Construct, id: string, { config, queues }: QueueWatchProps) {
    super(scope, id, {
      config,
      entry: 'data-sync/watch-queues.handler.ts',
      service: SYNC_METRICS.service,
      description: 'Measures how full the queues of the data sync are',
      environment: queues.environment,
      memoryMb: 512,
      timeout: Duration.seconds(30),
    });
    grantDepths(queues, this);
    invokeAtRate(this, this.function, 'rate(5 minutes)');
  }
}
