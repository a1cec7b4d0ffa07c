import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { grantCommit } from '../records/record-access.ts';
import { type RecordTables, tablesEnvironment } from '../records/record-tables.ts';
import { ServiceFunction } from '../runtime/service-function.ts';

export interface CatalogProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
}

/** Puts and deletes catalog records. */
export class Catalog extends Construct {
  readonly change: ServiceFunction;

  constructor(scope: Construct, id: string, props: CatalogProps) {
    super(scope, id);
    const { config, tables } = props;
    this.change = new ServiceFunction(this, 'ChangeCatalog', {
      config,
      service: 'catalog',
      entry: 'catalog/change-catalog.handler.ts',
      description: 'PUT and DELETE /catalog/…',
      environment: tablesEnvironment(tables),
    });
    grantCommit(tables, this.change);
  }

  /** The functions by the entry that the routes name. */
  get functions(): Readonly<Record<string, IFunction>> {
    return { 'catalog/change-catalog': this.change.function };
  }
}
