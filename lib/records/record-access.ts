import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { RecordTables } from './record-tables.ts';

/** Lets the grantee commit: read and change records and the ledger item by item. No scan, no index, no administration. */
export function grantCommit(tables: RecordTables, grantee: IGrantable): void {
  Grant.addToPrincipal({
    grantee,
    actions: [
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    resourceArns: [tables.records.tableArn, tables.ledger.tableArn],
  });
}

/** Lets the grantee read records and the ledger, and change nothing. */
export function grantQuery(tables: RecordTables, grantee: IGrantable): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [tables.records.tableArn, tables.ledger.tableArn],
  });
}
