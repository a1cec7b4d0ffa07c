import { RECORD_ATTRIBUTES, type RecordKey } from '../../domain/record.ts';
import type { RecordList } from '../../domain/record-list.ts';
import { keyOf } from './record-writes.ts';
import { type RecordsTableOptions, recordsTableCalls } from './records-table.ts';
import type { TableCalls } from './table-calls.ts';

/** The index, which lambda/records/contract.ts declares for the deployment. */
const INDEX = 'listed';

/** Listed records by the sparse index of the Records table. */
export class DynamoDbRecordList implements RecordList {
  readonly #calls: TableCalls;
  readonly #table: string;

  constructor(options: RecordsTableOptions) {
    this.#calls = recordsTableCalls(options);
    this.#table = options.table;
  }

  async keys(type: string): Promise<readonly RecordKey[]> {
    const items = await this.#calls.queryAll({
      TableName: this.#table,
      IndexName: INDEX,
      KeyConditionExpression: '#l = :type',
      ExpressionAttributeNames: { '#l': RECORD_ATTRIBUTES.listed },
      ExpressionAttributeValues: { ':type': { S: type } },
    });
    return items.map(keyOf);
  }
}
