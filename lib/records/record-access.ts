import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { LEDGER_TABLE, RECORDS_TABLE } from '../../lambda/records/contract.ts';
import type { RecordTables } from './record-tables.ts';

/*
 * Transactions need no grant of their own: each of their actions is asked for by itself. Nobody is granted the removal of a
 * record: a deleted record is marked, and its time to live removes it. A scan is only for those who go through all records.
 */

/** Lets the grantee commit: read records and the ledger, and change them. */
export function grantCommit(tables: RecordTables, grantee: IGrantable): void {
  grantQuery(tables, grantee);
  grant(grantee, ['dynamodb:ConditionCheckItem'], tables.ledger.tableArn);
}

/** Lets the grantee read records. Whoever meets a large commit that was left in the middle ends it first. */
export function grantQuery(tables: RecordTables, grantee: IGrantable): void {
  grant(grantee, ['dynamodb:BatchGetItem', 'dynamodb:Query'], tables.records.tableArn);
  grantSettle(tables, grantee);
}

/** Lets the grantee look for commits that were left in the middle, and end them. */
export function grantFinish(tables: RecordTables, grantee: IGrantable): void {
  grantSettle(tables, grantee);
  grant(
    grantee,
    ['dynamodb:Query'],
    `${tables.ledger.tableArn}/index/${LEDGER_TABLE.unfinishedIndex.indexName}`,
  );
}

/** Lets the grantee go through all records. */
export function grantWalk({ records }: RecordTables, grantee: IGrantable): void {
  grant(grantee, ['dynamodb:Scan'], records.tableArn);
}

/** Lets the grantee find all records of the types that are listed. */
export function grantList({ records }: RecordTables, grantee: IGrantable): void {
  grant(grantee, ['dynamodb:Query'], `${records.tableArn}/index/${RECORDS_TABLE.listedIndex.indexName}`);
}

/** Read a commit's journal in the ledger, write what it says, remove the journal. */
function grantSettle({ records, ledger }: RecordTables, grantee: IGrantable): void {
  grant(grantee, ['dynamodb:PutItem', 'dynamodb:UpdateItem'], records.tableArn);
  grant(
    grantee,
    [
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    ledger.tableArn,
  );
}

function grant(grantee: IGrantable, actions: string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [resourceArn] });
}
