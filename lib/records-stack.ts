import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AppConfig } from './config.ts';
import { FinishCommits } from './records/finish-commits.ts';
import { RecordTables } from './records/record-tables.ts';
import { RecordsAlarms } from './records/records-alarms.ts';
import { recordsSection } from './records/records-section.ts';
import { AlarmTopic } from './runtime/alarm-topic.ts';
import type { DashboardSection } from './runtime/operations-dashboard.ts';

/** What everything else stands on: the tables, and where alarms go. */
export class RecordsStack extends Stack {
  readonly tables: RecordTables;
  readonly finishCommits: FinishCommits;
  /** What the dashboard shows. */
  readonly section: DashboardSection;
  readonly alarmAction: IAlarmAction | undefined;

  constructor(scope: Construct, id: string, props: StackProps & { readonly config: AppConfig }) {
    super(scope, id, props);
    const { config } = props;
    this.alarmAction = new AlarmTopic(this, 'Alarms', { config }).action;
    this.tables = new RecordTables(this, 'Tables', { config });
    this.finishCommits = new FinishCommits(this, 'FinishCommits', { config, tables: this.tables });
    new RecordsAlarms(this, 'RecordsAlarms', {
      config,
      tables: this.tables,
      finishCommits: this.finishCommits,
      action: this.alarmAction,
    });
    this.section = recordsSection(config, this.tables);
    new CfnOutput(this, 'RecordsTable', { value: this.tables.records.tableName });
    new CfnOutput(this, 'LedgerTable', { value: this.tables.ledger.tableName });
  }
}
