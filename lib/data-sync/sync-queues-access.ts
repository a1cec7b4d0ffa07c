import { Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ServiceFunction } from '../runtime/service-function.ts';
import type { SyncTables } from './sync-tables.ts';

/*
 * Transactions need no grant of their own: each of their actions is asked for by itself. Nobody is granted a scan.
 */

/** Lets the grantee take leases and give them back, and fill in the job monitor. */
export function grantRun({ ledger }: SyncTables, grantee: IGrantable): void {
  grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], ledger.tableArn);
}

/** Lets the grantee look at the job monitor, and close or cancel runs. */
export function grantMonitor({ ledger }: SyncTables, grantee: IGrantable): void {
  grant(grantee, ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], ledger.tableArn);
}

/** Lets the grantee see how full the queues are. */
export function grantDepths(tables: SyncTables, grantee: IGrantable): void {
  for (const table of [...Object.values(tables.queues), tables.ledger])
    grant(grantee, ['dynamodb:Query'], table.tableArn);
}

/** Lets the function move rows to the progress queue, take them out of it, and park them, under its lease. */
export function grantDrain(tables: SyncTables, target: ServiceFunction): void {
  grantRun(tables, target);
  const { customerPending, transactionPending, progress } = tables.queues;
  for (const pending of [customerPending, transactionPending])
    grant(target, ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:Query'], pending.tableArn);
  grant(
    target,
    ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    progress.tableArn,
  );
  grant(target, ['dynamodb:PutItem'], tables.ledger.tableArn);
  grantTexts(tables, target);
}

/** Lets the function list parked rows, put them back into their pending queue, and drop them. */
export function grantParked(tables: SyncTables, target: ServiceFunction): void {
  const { customerPending, transactionPending } = tables.queues;
  for (const pending of [customerPending, transactionPending])
    grant(target, ['dynamodb:PutItem'], pending.tableArn);
  grant(
    target,
    [
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    tables.ledger.tableArn,
  );
  grantTexts(tables, target);
}

function grantTexts(tables: SyncTables, target: ServiceFunction): void {
  tables.grantTexts(target, ['s3:GetObject', 's3:DeleteObject']);
  Validations.of(target.role).acknowledge(...tables.acknowledgements);
}

function grant(grantee: IGrantable, actions: string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [resourceArn] });
}
