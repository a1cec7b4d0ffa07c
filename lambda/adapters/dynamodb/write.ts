import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';

/** The two tables by what they hold. */
export type TableRole = 'records' | 'ledger';

/** What the two tables are called. */
export type TableNames = Readonly<Record<TableRole, string>>;

/** One write of one item. A `set` that sets, adds and removes nothing only checks its condition. */
export type Write = { readonly table: TableRole; readonly key: Item } & (
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'set'; readonly set?: Item; readonly add?: Item; readonly remove?: readonly string[] }
  | { readonly kind: 'delete' }
);

/** What must hold for an item: every clause, of each clause at least one test. */
export type Condition = readonly (readonly Test[])[];

/** One test of one attribute. A comparison with an attribute that is not there fails. */
export type Test =
  | { readonly attribute: string; readonly is: 'there' }
  | { readonly attribute: string; readonly is: 'absent' }
  | { readonly attribute: string; readonly is: '=' | '<'; readonly value: AttributeValue };

/** Hands out the placeholders of one action's expressions. */
class Placeholders {
  readonly names = new Map<string, string>();
  readonly values: Item = {};

  name(attribute: string): string {
    const placeholder = this.names.get(attribute) ?? `#${this.names.size.toString(36)}`;
    this.names.set(attribute, placeholder);
    return placeholder;
  }

  value(value: AttributeValue): string {
    const placeholder = `:${Object.keys(this.values).length.toString(36)}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  /** DynamoDB refuses empty maps of names and values. */
  expressions(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Item } {
    const names = Object.fromEntries(
      [...this.names].map(([attribute, placeholder]) => [placeholder, attribute]),
    );
    return {
      ...(this.names.size > 0 && { ExpressionAttributeNames: names }),
      ...(Object.keys(this.values).length > 0 && { ExpressionAttributeValues: this.values }),
    };
  }
}

/** A write as an action of TransactWriteItems; when its condition fails, the row of the ledger that stands there is told. */
export function transactAction(
  tables: TableNames,
  { write, condition = [] }: { readonly write: Write; readonly condition?: Condition },
): TransactWriteItem {
  const placeholders = new Placeholders();
  const update = write.kind === 'set' ? updateExpression(write, placeholders) : '';
  const common = {
    TableName: tables[write.table],
    ...(condition.length > 0 && {
      ConditionExpression: conditionExpression(condition, placeholders),
      // A row of the ledger tells who holds it; a record would only be large.
      ...(write.table === 'ledger' && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }),
    }),
    ...placeholders.expressions(),
  };
  if (write.kind === 'put') return { Put: { ...common, Item: write.item } };
  if (write.kind === 'delete') return { Delete: { ...common, Key: write.key } };
  if (update !== '') return { Update: { ...common, Key: write.key, UpdateExpression: update } };
  return { ConditionCheck: { ConditionExpression: common.ConditionExpression, ...common, Key: write.key } };
}

function conditionExpression(condition: Condition, placeholders: Placeholders): string {
  const test = (test: Test): string => {
    const name = placeholders.name(test.attribute);
    if (test.is === 'there') return `attribute_exists(${name})`;
    if (test.is === 'absent') return `attribute_not_exists(${name})`;
    return `${name} ${test.is} ${placeholders.value(test.value)}`;
  };
  return condition.map((clause) => `(${clause.map(test).join(' OR ')})`).join(' AND ');
}

function updateExpression(write: Write & { kind: 'set' }, placeholders: Placeholders): string {
  const pairs = (item: Item = {}, between: string): string =>
    Object.entries(item)
      .map(([attribute, value]) => `${placeholders.name(attribute)}${between}${placeholders.value(value)}`)
      .join(', ');
  const sections = [
    ['SET', pairs(write.set, ' = ')],
    ['ADD', pairs(write.add, ' ')],
    ['REMOVE', (write.remove ?? []).map((attribute) => placeholders.name(attribute)).join(', ')],
  ] as const;
  return sections
    .filter(([, text]) => text !== '')
    .map((section) => section.join(' '))
    .join(' ');
}

/** A write as an attribute of a journal row; `writeOf` reads it back. */
export function journalEntry(write: Write): AttributeValue {
  const entry: Item = { table: { S: write.table }, kind: { S: write.kind }, key: { M: write.key } };
  if (write.kind === 'put') entry.item = { M: write.item };
  if (write.kind !== 'set') return { M: entry };
  if (write.set !== undefined) entry.set = { M: write.set };
  if (write.add !== undefined) entry.add = { M: write.add };
  if (write.remove !== undefined) entry.remove = { L: write.remove.map((attribute) => ({ S: attribute })) };
  return { M: entry };
}

/** The write that `journalEntry` made the attribute from. */
export function writeOf(attribute: AttributeValue): Write {
  const entry = attribute.M ?? {};
  const target = {
    table: entry.table?.S === 'records' ? 'records' : 'ledger',
    key: entry.key?.M ?? {},
  } as const;
  if (entry.kind?.S === 'put') return { ...target, kind: 'put', item: entry.item?.M ?? {} };
  if (entry.kind?.S === 'delete') return { ...target, kind: 'delete' };
  return {
    ...target,
    kind: 'set',
    ...(entry.set?.M !== undefined && { set: entry.set.M }),
    ...(entry.add?.M !== undefined && { add: entry.add.M }),
    ...(entry.remove?.L !== undefined && { remove: entry.remove.L.flatMap(({ S }) => S ?? []) }),
  };
}
