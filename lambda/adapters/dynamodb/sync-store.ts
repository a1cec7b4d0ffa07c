import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';
import type { LargeTexts } from './large-texts.ts';
import { PackedWrites } from './packed-writes.ts';
import { syncAction } from './sync-action.ts';
import { depthItem, depthKey, type SyncTableNames } from './sync-layout.ts';
import { TableCalls } from './table-calls.ts';

/** Writers that hold no lease count in one of so many rows. */
const DEPTH_SLOTS = 16;

export interface SyncStoreOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tables: SyncTableNames;
  readonly largeTexts: LargeTexts;
  /** @default Date.now */
  readonly clock?: Clock;
  /** Numbers from 0 to less than 1. @default Math.random */
  readonly random?: () => number;
  /** @default setTimeout */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** The calls of the data sync tables' adapters. */
export function syncTableCalls(options: SyncStoreOptions): TableCalls {
  const { client, clock = Date.now, random = Math.random } = options;
  return new TableCalls({ client, clock, random, sleep: options.sleep ?? ((ms) => sleep(ms)) });
}

/** Writes that need no lease, and count in a row of their own what they do to the depths of the queues. */
export function depthWrites(options: SyncStoreOptions, calls: TableCalls): PackedWrites {
  const slot = Math.floor((options.random ?? Math.random)() * DEPTH_SLOTS);
  return new PackedWrites({
    calls,
    head: (depths) =>
      Object.keys(depths).length === 0
        ? undefined
        : syncAction(options.tables.ledger, { kind: 'set', key: depthKey(slot), add: depthItem(depths) }),
    headRefused: () => new AppError('INTERNAL', 'a depth row has no condition'),
  });
}
