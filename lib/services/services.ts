import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { grantCommit, grantQuery } from '../records/record-access.ts';
import { type RecordTables, tablesEnvironment } from '../records/record-tables.ts';
import { ServiceFunction } from '../runtime/service-function.ts';

export interface ServicesProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
}

/** The CRM services, customers and segments. */
export class Services extends Construct {
  readonly callService: ServiceFunction;
  readonly readCustomer: ServiceFunction;
  readonly keepSegments: ServiceFunction;

  constructor(scope: Construct, id: string, props: ServicesProps) {
    super(scope, id);
    const { config, tables } = props;
    const environment = tablesEnvironment(tables);
    this.callService = new ServiceFunction(this, 'CallService', {
      config,
      service: 'services',
      entry: 'services/call-service.handler.ts',
      description: 'POST /services/{service}/{method}',
      environment,
    });
    grantCommit(tables, this.callService);
    this.readCustomer = new ServiceFunction(this, 'ReadCustomer', {
      config,
      service: 'services',
      entry: 'services/read-customer.handler.ts',
      description: 'GET /customers/{customerID}',
      environment,
    });
    grantQuery(tables, this.readCustomer);
    this.keepSegments = new ServiceFunction(this, 'KeepSegments', {
      config,
      service: 'services',
      entry: 'services/keep-segments.handler.ts',
      description: 'GET, PUT and DELETE /segments/{segmentId}',
      environment,
    });
    grantCommit(tables, this.keepSegments);
  }

  /** The functions by the entry that the routes name. */
  get functions(): Readonly<Record<string, IFunction>> {
    return {
      'services/call-service': this.callService.function,
      'services/read-customer': this.readCustomer.function,
      'services/keep-segments': this.keepSegments.function,
    };
  }
}
