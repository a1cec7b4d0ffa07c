import { Duration, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type IAuthorizer,
  LambdaIntegration,
  ResponseTransferMode,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { FEED_STREAMS } from '../../lambda/feed/contract.ts';
import type { AppConfig } from '../config.ts';
import type { AuditTable } from '../feed-admin/audit-table.ts';
import { feedClientsText } from '../feed-admin/feed-config.ts';
import type { FeedTables } from '../feed-indexer/feed-tables.ts';
import { grantWalk } from '../records/record-access.ts';
import type { RecordTables } from '../records/record-tables.ts';
import { ServiceFunction } from '../runtime/service-function.ts';

export interface FeedProps {
  readonly config: AppConfig;
  readonly records: RecordTables;
  readonly tables: FeedTables;
  readonly audit: AuditTable;
  /** The API that the streams become resources of. */
  readonly api: RestApi;
  readonly authorizer: IAuthorizer;
}

/** As long as API Gateway and Lambda let a stream last; it ends itself a minute before. */
const LONGEST = Duration.minutes(15);

/** The change stream and the load stream: one function that is held open for each reader. */
export class Feed extends Construct {
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, props: FeedProps) {
    super(scope, id);
    const { config, records, tables, audit } = props;
    this.function = new ServiceFunction(this, 'StreamFeed', {
      config,
      service: 'feed',
      entry: 'feed/stream-feed.handler.ts',
      description: 'GET /feed/changes and GET /feed/load',
      environment: {
        RECORDS_TABLE: records.records.tableName,
        FEED_LOG_TABLE: tables.log.tableName,
        FEED_STATE_TABLE: tables.state.tableName,
        FEED_AUDIT_TABLE: audit.table.tableName,
        FEED_CLIENTS: feedClientsText(config.feed),
      },
      timeout: LONGEST,
      reservedConcurrency: config.feed.maxReaders,
    });
    grantWalk(records, this.function);
    grantRead(tables, this.function);
    audit.grantAppend(this.function);
    for (const path of FEED_STREAMS) this.addStream(path, props);
  }

  private addStream(path: string, { api, authorizer }: FeedProps): void {
    const method = api.root.resourceForPath(path).addMethod(
      'GET',
      new LambdaIntegration(this.function.function, {
        allowTestInvoke: false,
        responseTransferMode: ResponseTransferMode.STREAM,
        timeout: LONGEST,
      }),
      { authorizer, authorizationType: AuthorizationType.CUSTOM },
    );
    Validations.of(method).acknowledge({
      id: 'AwsSolutions-COG4',
      reason: 'Tokens of any issuer are accepted, not only of Cognito: our own authorizer checks them.',
    });
  }
}

/** Pages of the log, its ends, and subscriptions. */
function grantRead({ log, state }: FeedTables, grantee: ServiceFunction): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
    resourceArns: [log.tableArn],
  });
  Grant.addToPrincipal({ grantee, actions: ['dynamodb:BatchGetItem'], resourceArns: [state.tableArn] });
}
