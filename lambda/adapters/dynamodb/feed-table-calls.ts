import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../domain/clock.ts';
import { TableCalls } from './table-calls.ts';

export interface FeedTableOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
  /** @default Date.now */
  readonly clock?: Clock;
  /** Numbers from 0 to less than 1. @default Math.random */
  readonly random?: () => number;
  /** @default setTimeout */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** The calls of an adapter of one of the feed's tables. */
export function feedTableCalls(options: FeedTableOptions): TableCalls {
  const { client, clock = Date.now, random = Math.random } = options;
  return new TableCalls({ client, clock, random, sleep: options.sleep ?? ((ms) => sleep(ms)) });
}
