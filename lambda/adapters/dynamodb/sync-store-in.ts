import type { AwsHttpClient } from '../http/aws-http-client.ts';
import { S3LargeTexts } from '../s3/s3-large-texts.ts';
import { dynamoDbClient } from './client.ts';
import type { SyncStoreOptions } from './sync-store.ts';

/** Names of the data sync's tables and bucket, as functions have them in their environment. */
export interface SyncStoreEnvironment {
  readonly CUSTOMER_PENDING_TABLE: string;
  readonly TRANSACTION_PENDING_TABLE: string;
  readonly PROGRESS_TABLE: string;
  readonly DATA_SYNC_LEDGER_TABLE: string;
  readonly OVERFLOW_BUCKET: string;
}

/** The data sync's tables and bucket of an environment, reached with clients of their own; `s3` signs for S3. */
export function syncStoreIn(environment: SyncStoreEnvironment, s3: AwsHttpClient): SyncStoreOptions {
  return {
    client: dynamoDbClient(),
    tables: {
      customerPending: environment.CUSTOMER_PENDING_TABLE,
      transactionPending: environment.TRANSACTION_PENDING_TABLE,
      progress: environment.PROGRESS_TABLE,
      ledger: environment.DATA_SYNC_LEDGER_TABLE,
    },
    largeTexts: new S3LargeTexts({ client: s3, bucket: environment.OVERFLOW_BUCKET }),
  };
}
