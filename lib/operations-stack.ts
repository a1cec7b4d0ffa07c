import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AppConfig } from './config.ts';
import { type DashboardSection, OperationsDashboard } from './runtime/operations-dashboard.ts';

export interface OperationsStackProps extends StackProps {
  readonly config: AppConfig;
  readonly sections: readonly DashboardSection[];
}

/** What looks at all the others. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    new OperationsDashboard(this, 'Operations', props);
  }
}
