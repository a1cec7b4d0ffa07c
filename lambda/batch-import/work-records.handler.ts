import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbRecordStore } from '../adapters/dynamodb/dynamodb-record-store.ts';
import { DynamoDbImportLog } from '../adapters/dynamodb/import-log.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { S3Objects } from '../adapters/s3/s3-objects.ts';
import { S3WorkFiles } from '../adapters/s3/s3-work-files.ts';
import { idSource } from '../domain/new-ids.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger, describeError } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { textHash } from '../runtime/text-hash.ts';
import { IMPORT_METRICS, WORKER_ENVIRONMENT, type WorkedRecords, type WorkRecordsEvent } from './contract.ts';
import { workRecords } from './work-records.ts';

/** A turn begins no more records so long before the function's time is up: longer than one block takes, throttled or not. */
const MARGIN_MS = 120_000;

const environment = readEnvironment(WORKER_ENVIRONMENT);
const logger = createLogger({ stage: environment.STAGE });
const metrics = createMetrics({ stage: environment.STAGE });
const dynamoDb = dynamoDbClient();
const newIds = idSource(Math.random);
const ports = {
  log: new DynamoDbImportLog({ client: dynamoDb, table: environment.IMPORTS_TABLE }),
  work: new S3WorkFiles(
    new S3Objects({ client: new AwsHttpClient(awsClientOptions('s3')), bucket: environment.WORK_BUCKET }),
  ),
  store: new DynamoDbRecordStore({
    client: dynamoDb,
    tables: { records: environment.RECORDS_TABLE, ledger: environment.LEDGER_TABLE },
  }),
  clock: systemClock,
  hash: textHash,
  newId: () => newIds(systemClock(), 1).first.toString(),
  fault: (error: unknown, about: { readonly importId: string; readonly record: number }) => {
    logger.error('record fault', { ...about, error: describeError(error) });
    metrics.addMetric(IMPORT_METRICS.faults, 'Count', 1);
  },
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/** "Work": one turn of a worker. */
export async function handler(
  { importId, worker }: WorkRecordsEvent,
  context: { getRemainingTimeInMillis(): number },
): Promise<WorkedRecords> {
  const until = systemClock() + context.getRemainingTimeInMillis() - MARGIN_MS;
  let [done, failed] = [0, 0];
  try {
    const count = (counts: { readonly done: number; readonly failed: number }) => {
      done += counts.done;
      failed += counts.failed;
    };
    return await workRecords(ports, { importId, worker, until, count });
  } finally {
    metrics.addMetric(IMPORT_METRICS.done, 'Count', done);
    metrics.addMetric(IMPORT_METRICS.failed, 'Count', failed);
    metrics.publishStoredMetrics();
    logger.info('turn', { importId, worker, done, failed });
  }
}
