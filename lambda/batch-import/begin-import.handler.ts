import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbImportLog } from '../adapters/dynamodb/import-log.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { S3ImportFiles } from '../adapters/s3/s3-import-files.ts';
import { S3Objects } from '../adapters/s3/s3-objects.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { textHash } from '../runtime/text-hash.ts';
import { beginImport } from './begin-import.ts';
import { type BeginImportEvent, type BegunImport, IMPORT_ENVIRONMENT } from './contract.ts';

const environment = readEnvironment(IMPORT_ENVIRONMENT);
const logger = createLogger({ stage: environment.STAGE });
const client = new AwsHttpClient(awsClientOptions('s3'));
const ports = {
  files: new S3ImportFiles(new S3Objects({ client, bucket: environment.IMPORT_BUCKET })),
  log: new DynamoDbImportLog({ client: dynamoDbClient(), table: environment.IMPORTS_TABLE }),
  clock: systemClock,
  hash: textHash,
};

/** "Begin import": makes the import's entry, or takes it up again. */
export async function handler(event: BeginImportEvent): Promise<BegunImport> {
  const begun = await beginImport(ports, event);
  logger.info('import', { startedBy: event.startedBy, ...begun });
  return begun;
}
