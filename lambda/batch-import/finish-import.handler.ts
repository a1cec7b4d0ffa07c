import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbImportLog } from '../adapters/dynamodb/import-log.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { S3ImportFiles } from '../adapters/s3/s3-import-files.ts';
import { S3Objects } from '../adapters/s3/s3-objects.ts';
import { S3WorkFiles } from '../adapters/s3/s3-work-files.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { type FinishImportEvent, IMPORT_ENVIRONMENT } from './contract.ts';
import { finishImport } from './finish-import.ts';

const environment = readEnvironment(IMPORT_ENVIRONMENT);
const logger = createLogger({ stage: environment.STAGE });
const client = new AwsHttpClient(awsClientOptions('s3'));
const ports = {
  files: new S3ImportFiles(new S3Objects({ client, bucket: environment.IMPORT_BUCKET })),
  work: new S3WorkFiles(new S3Objects({ client, bucket: environment.WORK_BUCKET })),
  log: new DynamoDbImportLog({ client: dynamoDbClient(), table: environment.IMPORTS_TABLE }),
  clock: systemClock,
};

/** "Finish import": writes the error report and says how it ended. */
export async function handler(event: FinishImportEvent): Promise<{ readonly status: string }> {
  const { status } = await finishImport(ports, event);
  logger.info('import ended', { importId: event.importId, status, failures: event.failures.length });
  return { status };
}
