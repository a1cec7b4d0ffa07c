import { Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { OVERFLOW_PREFIX } from '../../lambda/data-sync/contract.ts';
import type { ServiceFunction } from '../runtime/service-function.ts';
import type { SyncQueues } from './sync-queues.ts';

/*
 * Transactions need no grant of their own: each of their actions is asked for by itself. Nobody is granted a scan.
 */

/** Lets the function fold changes into pending rows; it reads rows by their keys only. */
export function grantCapture(queues: SyncQueues, target: ServiceFunction): void {
  const { customerPending, transactionPending, progress, ledger } = queues;
  const rows = ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem'];
  for (const pending of [customerPending, transactionPending])
    grant(target, [...rows, 'dynamodb:PutItem', 'dynamodb:UpdateItem'], pending.tableArn);
  grant(target, rows, progress.tableArn);
  grant(target, ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], ledger.tableArn);
  grantTexts(queues, target, ['s3:PutObject', 's3:DeleteObject']);
}

/** Lets the grantee take leases and give them back, and fill in the job monitor. */
export function grantRun({ ledger }: SyncQueues, grantee: IGrantable): void {
  grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], ledger.tableArn);
}

/** Lets the grantee look at the job monitor, and close or cancel runs. */
export function grantMonitor({ ledger }: SyncQueues, grantee: IGrantable): void {
  grant(grantee, ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], ledger.tableArn);
}

/** Lets the grantee see how full the queues are. */
export function grantDepths(queues: SyncQueues, grantee: IGrantable): void {
  for (const table of [queues.customerPending, queues.transactionPending, queues.progress, queues.ledger])
    grant(grantee, ['dynamodb:Query'], table.tableArn);
}

/** Lets the function move rows to the progress queue, take them out of it, and park them, under its lease. */
export function grantDrain(queues: SyncQueues, target: ServiceFunction): void {
  grantRun(queues, target);
  const { customerPending, transactionPending, progress, ledger } = queues;
  for (const pending of [customerPending, transactionPending])
    grant(target, ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:Query'], pending.tableArn);
  grant(
    target,
    ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    progress.tableArn,
  );
  grant(target, ['dynamodb:PutItem'], ledger.tableArn);
  grantTexts(queues, target);
}

/** Lets the function list parked rows, put them back into their pending queue, and drop them. */
export function grantParked(queues: SyncQueues, target: ServiceFunction): void {
  const { customerPending, transactionPending, ledger } = queues;
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
    ledger.tableArn,
  );
  grantTexts(queues, target);
}

function grantTexts(
  { overflow }: SyncQueues,
  target: ServiceFunction,
  actions: string[] = ['s3:GetObject', 's3:DeleteObject'],
): void {
  grant(target, actions, overflow.arnForObjects(`${OVERFLOW_PREFIX}*`));
  // Without the right to list, S3 says 403 of what is not there, not 404.
  if (actions.includes('s3:GetObject')) grant(target, ['s3:ListBucket'], overflow.bucketArn);
  const bucketId = Stack.of(overflow).getLogicalId(overflow.node.defaultChild as CfnBucket);
  Validations.of(target.role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${OVERFLOW_PREFIX}*]`,
    reason: 'Each text gets a name of its own below this prefix.',
  });
}

function grant(grantee: IGrantable, actions: string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [resourceArn] });
}
