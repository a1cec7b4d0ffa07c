import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { grantCommit } from '../records/record-access.ts';
import { type RecordTables, tablesEnvironment } from '../records/record-tables.ts';
import { ServiceFunction } from '../runtime/service-function.ts';

export interface AccountsProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
}

/** Manages accounts, what belongs to them, and subscriptions. */
export class Accounts extends Construct {
  readonly manage: ServiceFunction;

  constructor(scope: Construct, id: string, props: AccountsProps) {
    super(scope, id);
    const { config, tables } = props;
    this.manage = new ServiceFunction(this, 'ManageAccounts', {
      config,
      service: 'accounts',
      entry: 'accounts/manage-accounts.handler.ts',
      description: '/accounts/… and /subscriptions/…',
      environment: tablesEnvironment(tables),
    });
    grantCommit(tables, this.manage);
  }

  /** The functions by the entry that the routes name. */
  get functions(): Readonly<Record<string, IFunction>> {
    return { 'accounts/manage-accounts': this.manage.function };
  }
}
