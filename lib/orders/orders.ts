import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { grantCommit, grantQuery } from '../records/record-access.ts';
import { type RecordTables, tablesEnvironment } from '../records/record-tables.ts';
import { ServiceFunction } from '../runtime/service-function.ts';

export interface OrdersProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
}

/** Submits orders and queries them. */
export class Orders extends Construct {
  readonly submit: ServiceFunction;
  readonly query: ServiceFunction;

  constructor(scope: Construct, id: string, props: OrdersProps) {
    super(scope, id);
    const { config, tables } = props;
    const shared = { config, service: 'orders', environment: tablesEnvironment(tables) };
    this.submit = new ServiceFunction(this, 'SubmitOrders', {
      ...shared,
      entry: 'orders/submit-orders.handler.ts',
      description: 'POST /orders',
      memoryMb: 1769,
    });
    this.query = new ServiceFunction(this, 'QueryOrders', {
      ...shared,
      entry: 'orders/query-orders.handler.ts',
      description: 'POST /orders/query',
    });
    grantCommit(tables, this.submit);
    grantQuery(tables, this.query);
  }

  /** The functions by the entry that the routes name. */
  get functions(): Readonly<Record<string, IFunction>> {
    return { 'orders/submit-orders': this.submit.function, 'orders/query-orders': this.query.function };
  }
}
