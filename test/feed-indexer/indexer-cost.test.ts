import { DynamoDbFeedLogWriter } from '../../lambda/adapters/dynamodb/dynamodb-feed-log-writer.ts';
import type { KinesisRecord } from '../../lambda/feed-indexer/contract.ts';
import { FeedIndexer } from '../../lambda/feed-indexer/index-batch.ts';
import { feedIndexerPorts } from '../support/feed-indexer-ports.ts';
import { FEED_TABLES, fakeFeedTables } from '../support/feed-tables.ts';
import { RequestUnits } from '../support/request-units.ts';
import { testText } from '../support/test-data.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const [, header = '', body = ''] = /^data:(.*)\ndata:(.*)$/m.exec(testText('aria-account-create.sse')) ?? [];

function record(number: number): KinesisRecord {
  const event = { _event_id: String(number).padStart(32, '0'), _action: 'update' };
  const sequenceNumber = String(49_590_338_271_490_256_608n + BigInt(number));
  return {
    eventID: `shardId-000000000000:${sequenceNumber}`,
    kinesis: {
      partitionKey: `account ${number % 300}`,
      sequenceNumber,
      data: Buffer.from(JSON.stringify(event)).toString('base64'),
    },
  };
}

describe('what an event costs in the feed log, in request units', () => {
  const { fake } = fakeFeedTables();
  const units = new RequestUnits(fake);
  const indexer = new FeedIndexer(
    feedIndexerPorts({
      clock: () => NOW,
      log: new DynamoDbFeedLogWriter({
        client: fake.client(units.faults),
        tables: FEED_TABLES,
        partitions: 8,
        clock: () => NOW,
      }),
      // The sample's account, each with other digits.
      render: (event, { owner }) => {
        const digits = String(Number(event._event_id) * 7_919 + 20_000_000);
        const own = (text: string) =>
          text.replaceAll('21119957', digits).replaceAll('29580691950', `${digits}5`);
        const texts = { header: own(header), body: own(body) };
        return { action: 'update', type: 'Account', owner, tick: digits, changedAt: NOW, ...texts };
      },
    }),
  );
  const costOf = async (records: readonly KinesisRecord[]) => {
    const before = { writes: units.writes, reads: units.reads };
    await indexer.index(records, NOW + 60_000);
    const per = (count: number) => count / records.length;
    return { writes: per(units.writes - before.writes), reads: per(units.reads - before.reads) };
  };

  it('is little more than one write and one read in full batches, and eight writes for one that comes alone', async () => {
    await costOf([record(0)]);
    const batch = await costOf(Array.from({ length: 1000 }, (_, index) => record(index + 1)));
    expect(batch.writes).toBeLessThan(1.2);
    expect(batch.reads).toBeLessThan(1.02);
    const alone = await costOf([record(1001)]);
    expect(alone.writes).toBe(8);
    expect(alone.reads).toBe(1);
  });
});
