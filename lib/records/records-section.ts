import { FINISH_COMMITS_METRICS } from '../../lambda/records/contract.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { ownMetric } from '../runtime/own-metric.ts';
import type { RecordTables } from './record-tables.ts';

/** What the dashboard shows of the tables. */
export function recordsSection(config: AppConfig, { records, ledger }: RecordTables): DashboardSection {
  const sum = { statistic: 'Sum', period: ALARM_PERIOD };
  const commits = (name: string) => ownMetric({ config, service: 'records', name });
  const { finished, undone, failed } = FINISH_COMMITS_METRICS;
  return {
    title: 'Records',
    graphs: [
      {
        title: 'Capacity units used',
        left: [records.metricConsumedWriteCapacityUnits(sum), ledger.metricConsumedWriteCapacityUnits(sum)],
        right: [records.metricConsumedReadCapacityUnits(sum), ledger.metricConsumedReadCapacityUnits(sum)],
      },
      {
        title: 'Throttled writes and lost races',
        left: [records.metric('WriteThrottleEvents', sum), ledger.metric('WriteThrottleEvents', sum)],
        right: [ledger.metric('TransactionConflict', sum)],
      },
      { title: 'Interrupted commits', left: [finished, undone, failed].map(commits) },
    ],
  };
}
