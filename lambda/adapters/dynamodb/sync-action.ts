import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { itemSize } from './item-size.ts';
import { type Condition, transactAction, type Write } from './write.ts';

type WithoutTable<T> = T extends unknown ? Omit<T, 'table'> : never;

/** An action of a transaction on a table by its name. */
export function syncAction(
  table: string,
  write: WithoutTable<Write>,
  condition: Condition = [],
): TransactWriteItem {
  const tables = { records: table, ledger: table };
  return transactAction(tables, { write: { ...write, table: 'ledger' } as Write, condition });
}

/** Which item an action is about, as a text: a transaction must not have two about the same. */
export function placeOf(action: TransactWriteItem, keys: readonly (readonly [string, string])[]): string {
  const [body] = Object.values(action) as { TableName: string; Key?: object; Item?: object }[];
  const key = Object.fromEntries(Object.entries(body?.Key ?? body?.Item ?? {}).sort());
  const names = keys.find(([partition]) => partition in key) ?? [];
  return JSON.stringify([body?.TableName, ...names.map((name) => key[name])]);
}

/** Bytes of an action, never too few; what it takes away is for the caller to add. */
export function actionSize(action: TransactWriteItem): number {
  const { Put, Update, Delete, ConditionCheck } = action;
  const body = Update ?? Delete ?? ConditionCheck;
  return (
    itemSize(Put?.Item ?? {}) + itemSize(body?.Key ?? {}) + itemSize(body?.ExpressionAttributeValues ?? {})
  );
}
