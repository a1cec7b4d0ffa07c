import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../domain/clock.ts';
import { TableCalls } from './table-calls.ts';

export interface RecordsTableOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  /** Name of the Records table. */
  readonly table: string;
  /** @default Date.now */
  readonly clock?: Clock;
  /** Numbers from 0 to less than 1. @default Math.random */
  readonly random?: () => number;
  /** @default setTimeout */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** The calls of those who only read the Records table. */
export function recordsTableCalls(options: RecordsTableOptions): TableCalls {
  const { client, clock = Date.now, random = Math.random } = options;
  return new TableCalls({ client, clock, random, sleep: options.sleep ?? ((ms) => sleep(ms)) });
}
