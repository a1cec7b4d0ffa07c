import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbImportLog } from '../adapters/dynamodb/import-log.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { S3ImportFiles } from '../adapters/s3/s3-import-files.ts';
import { S3Objects } from '../adapters/s3/s3-objects.ts';
import { S3WorkFiles } from '../adapters/s3/s3-work-files.ts';
import { SaxesReader } from '../adapters/xml/saxes-reader.ts';
import { AppError } from '../domain/app-error.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { workersOf } from './begin-import.ts';
import { IMPORT_ENVIRONMENT, type ReadFileEvent } from './contract.ts';
import { readFile, XML_LIMITS } from './read-file.ts';

const environment = readEnvironment(IMPORT_ENVIRONMENT);
const logger = createLogger({ stage: environment.STAGE });
const client = new AwsHttpClient(awsClientOptions('s3'));
const log = new DynamoDbImportLog({ client: dynamoDbClient(), table: environment.IMPORTS_TABLE });
const ports = {
  files: new S3ImportFiles(new S3Objects({ client, bucket: environment.IMPORT_BUCKET })),
  work: new S3WorkFiles(new S3Objects({ client, bucket: environment.WORK_BUCKET })),
  xml: new SaxesReader(XML_LIMITS),
};

/** "Read file": turns the file into work files, and says how many workers there are. */
export async function handler({ importId }: ReadFileEvent): Promise<{ readonly workers: readonly number[] }> {
  const entry = await log.find(importId);
  if (entry === undefined) throw new AppError('INTERNAL', `there is no import ${importId}`);
  const found = await readFile(ports, entry);
  await log.found(importId, found);
  const { records, parts, workers } = found;
  logger.info('read', { importId, records, parts, workers, isBroken: found.broken !== undefined });
  return { workers: workersOf(found) };
}
