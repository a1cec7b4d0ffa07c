import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbImportLog } from '../adapters/dynamodb/import-log.ts';
import { AwsHttpClient } from '../adapters/http/aws-http-client.ts';
import { S3ImportFiles } from '../adapters/s3/s3-import-files.ts';
import { S3Objects } from '../adapters/s3/s3-objects.ts';
import { stepFunctionsClient } from '../adapters/step-functions/client.ts';
import { StepFunctionsImportExecutions } from '../adapters/step-functions/import-executions.ts';
import { isJsonObject } from '../domain/json.ts';
import { START_IMPORT_REQUEST } from '../model/import-requests.ts';
import { IMPORT_ROLES } from '../model/import-roles.ts';
import { validate } from '../model/validate.ts';
import { awsClientOptions } from '../runtime/aws-client-options.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { randomId } from '../runtime/random.ts';
import { textHash } from '../runtime/text-hash.ts';
import { MANAGE_ENVIRONMENT } from './contract.ts';
import { listImports, readImport, startImport } from './manage-imports.ts';

const environment = readEnvironment(MANAGE_ENVIRONMENT);
const stage = environment.STAGE;
const client = new AwsHttpClient(awsClientOptions('s3'));
const ports = {
  files: new S3ImportFiles(new S3Objects({ client, bucket: environment.IMPORT_BUCKET })),
  log: new DynamoDbImportLog({ client: dynamoDbClient(), table: environment.IMPORTS_TABLE }),
  executions: new StepFunctionsImportExecutions({
    client: stepFunctionsClient(),
    stateMachineArn: environment.STATE_MACHINE,
  }),
  hash: textHash,
  random: () => randomId().slice(0, 8),
};

/** GET and POST /imports, GET /imports/{importId}. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /imports': {
      roles: IMPORT_ROLES,
      operation: async () => ({ status: 200, body: await listImports(ports) }),
    },
    'GET /imports/{importId}': {
      roles: IMPORT_ROLES,
      operation: async ({ path }) => ({ status: 200, body: await readImport(ports, path.importId ?? '') }),
    },
    'POST /imports': {
      roles: IMPORT_ROLES,
      validate: (body) => validate(START_IMPORT_REQUEST, body),
      operation: async ({ body }) => {
        const file = isJsonObject(body) ? String(body.file) : '';
        return { status: 200, body: await startImport(ports, file) };
      },
    },
  },
);
