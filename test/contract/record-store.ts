import { describeCommits } from './record-store/commits.ts';
import { RecordStoreDesk, type RecordStoreUnderTest } from './record-store/desk.ts';
import { describeIdempotency } from './record-store/idempotency.ts';
import { describeLargePlans } from './record-store/large-plans.ts';
import { describeLedger } from './record-store/ledger.ts';
import { describeRecords } from './record-store/records.ts';

/** Every adapter of the port `RecordStore` keeps these promises. `open` makes a new, empty store. */
export function describeRecordStore(open: () => Promise<RecordStoreUnderTest>): void {
  let desk: RecordStoreDesk;
  beforeEach(async () => {
    desk = new RecordStoreDesk(await open());
  });

  describeRecords(() => desk);
  describeCommits(() => desk);
  describeIdempotency(() => desk);
  describeLedger(() => desk);
  describeLargePlans(() => desk);
}
