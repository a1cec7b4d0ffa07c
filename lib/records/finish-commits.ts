import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { invokeAtRate } from '../runtime/invoke-at-rate.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import { grantFinish } from './record-access.ts';
import { type RecordTables, tablesEnvironment } from './record-tables.ts';

export interface FinishCommitsProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
}

/** Finishes, each minute, the large commits that a crash left journalled. */
export class FinishCommits extends ServiceFunction {
  constructor(scope: Construct, id: string, props: FinishCommitsProps) {
    const { config, tables } = props;
    super(scope, id, {
      config,
      entry: 'records/finish-commits.handler.ts',
      service: 'records',
      description: 'Finishes the large commits that a crash left in the middle',
      environment: tablesEnvironment(tables),
      memoryMb: 512,
      timeout: Duration.seconds(55),
    });
    grantFinish(tables, this);
    invokeAtRate(this, this.function, 'rate(1 minute)');
  }
}
