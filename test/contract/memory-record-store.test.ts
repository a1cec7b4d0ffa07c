import { MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import type { RecordStoreUnderTest } from './record-store/desk.ts';
import { describeRecordStore } from './record-store.ts';

describe('MemoryRecordStore', () => {
  describeRecordStore(async () => {
    const time = { now: Date.UTC(2026, 0, 1) };
    const test: RecordStoreUnderTest = {
      time,
      store: new MemoryRecordStore({ clock: () => time.now, random: () => test.random ?? Math.random() }),
    };
    return test;
  });
});
