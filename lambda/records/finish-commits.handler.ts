import type { Context } from 'aws-lambda';
import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger, describeError } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { FINISH_COMMITS_ENVIRONMENT, FINISH_COMMITS_METRICS } from './contract.ts';
import { finishCommits } from './finish-commits.ts';

/** Kept back from the run's time, to say what it did. */
const REPORT_MS = 5000;

const environment = readEnvironment(FINISH_COMMITS_ENVIRONMENT);
const logger = createLogger({ stage: environment.STAGE });
const metrics = createMetrics({ stage: environment.STAGE });
const commits = new DynamoDbRecordStore({
  client: dynamoDbClient(),
  tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
});

/** Run on a schedule; what one run does not get done, or cannot, the next one tries. Throws only if nothing can be read. */
export async function handler(
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<void> {
  const deadline = systemClock() + context.getRemainingTimeInMillis() - REPORT_MS;
  const { failure, ...counts } = await finishCommits({ commits, clock: systemClock, deadline });
  const { finished, undone, failed, oldestAgeMs } = FINISH_COMMITS_METRICS;
  metrics.addMetric(finished, 'Count', counts.finished);
  metrics.addMetric(undone, 'Count', counts.undone);
  metrics.addMetric(failed, 'Count', counts.failed);
  metrics.addMetric(oldestAgeMs, 'Milliseconds', counts.oldestAgeMs);
  metrics.publishStoredMetrics();
  if (failure === undefined) return logger.info('unfinished commits looked for', counts);
  const { transactionId } = failure;
  logger.error('a commit could not be finished', {
    ...counts,
    transactionId,
    error: describeError(failure.error),
  });
}
