import type { Grants } from '../../support/role-grants.ts';

const FEED_STATE = 'FeedTables/State';
const FEED_LOG = 'FeedTables/Log';
const FEED_AUDIT = 'FeedAudit/AuditLog';
const READ_FEED = {
  'dynamodb:BatchGetItem': ['FeedTables/Log', FEED_STATE],
  'dynamodb:Query': ['FeedTables/Log'],
  'dynamodb:BatchWriteItem': [FEED_AUDIT],
};

/** What the functions of the feed may do, besides `basic`, which all functions may. */
export function feedGrants(basic: Grants): Readonly<Record<string, Grants>> {
  return {
    'FeedIndexer/Role': {
      ...basic,
      'kinesis:DescribeStream': ['EventStream/Stream'],
      'kinesis:DescribeStreamSummary': ['EventStream/Stream'],
      'kinesis:GetRecords': ['EventStream/Stream'],
      'kinesis:GetShardIterator': ['EventStream/Stream'],
      'kinesis:ListShards': ['EventStream/Stream'],
      'kms:Decrypt': ['EventStream/Key'],
      // Where partitions end, which events are known, how far readers have been told.
      'dynamodb:BatchGetItem': [FEED_LOG, FEED_STATE],
      // A page with its tail; the ends.
      'dynamodb:PutItem': [FEED_LOG],
      'dynamodb:UpdateItem': [FEED_LOG, FEED_STATE],
      // What is remembered of events.
      'dynamodb:BatchWriteItem': [FEED_LOG],
      's3:PutObject': ['FeedParking/Bucket/aws/lambda/*', 'FeedParking/Bucket/parked/*'],
      's3:ListBucket': ['FeedParking/Bucket'],
    },
    'FeedAdmin/ChangeSubscription/Role': {
      ...basic,
      'dynamodb:BatchGetItem': [FEED_STATE],
      // One transaction: the subscription, and the version that open connections look at.
      'dynamodb:PutItem': [FEED_STATE],
      'dynamodb:UpdateItem': [FEED_STATE],
    },
    'FeedAdmin/ReadAuditLog/Role': { ...basic, 'dynamodb:Query': [FEED_AUDIT] },
    // A load goes through all records.
    'Feed/StreamFeed/Role': { ...basic, ...READ_FEED, 'dynamodb:Scan': ['Tables/Records'] },
  };
}
