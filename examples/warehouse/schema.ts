/**
 * The warehouse's tables. `events` has every event once, `records` what each record has become of them, deleted ones marked, so that an
 * event that comes late cannot bring one back. Documents are JSON text as it came: no digit of it is touched. Counts and sales are kept
 * in the transaction that stores the events they follow from.
 */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS events (
    event_id VARCHAR PRIMARY KEY, account VARCHAR NOT NULL, object_type VARCHAR NOT NULL, record_id VARCHAR NOT NULL,
    action VARCHAR NOT NULL, tick HUGEINT, transaction_id VARCHAR, modified VARCHAR, document VARCHAR NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS records (
    account VARCHAR, object_type VARCHAR, record_id VARCHAR, deleted BOOLEAN NOT NULL, tick HUGEINT, transaction_id VARCHAR,
    modified VARCHAR, event_id VARCHAR NOT NULL, document VARCHAR NOT NULL, PRIMARY KEY (account, object_type, record_id))`,
  'CREATE INDEX IF NOT EXISTS records_by_id ON records (record_id)',
  'CREATE INDEX IF NOT EXISTS events_by_transaction ON events (transaction_id)',
  `CREATE TABLE IF NOT EXISTS changes_by_hour (
    hour VARCHAR, object_type VARCHAR, action VARCHAR, changes BIGINT NOT NULL, PRIMARY KEY (hour, object_type, action))`,
  `CREATE TABLE IF NOT EXISTS sales (
    account VARCHAR, record_id VARCHAR, customer_id VARCHAR, business_date VARCHAR, currency VARCHAR,
    total DECIMAL(38, 10), total_text VARCHAR, PRIMARY KEY (account, record_id))`,
  'CREATE TABLE IF NOT EXISTS rejects (bytes BLOB NOT NULL, reason VARCHAR NOT NULL)',
  'CREATE OR REPLACE VIEW current_records AS SELECT * EXCLUDE (deleted) FROM records WHERE NOT deleted',
  `CREATE OR REPLACE VIEW objects_by_type AS
    SELECT object_type, count(*) AS objects FROM current_records GROUP BY object_type`,
  `CREATE OR REPLACE VIEW sales_by_day AS
    SELECT business_date, currency, count(*) AS transactions, sum(total) AS total, count(*) FILTER (total IS NULL) AS not_summed
    FROM sales GROUP BY business_date, currency`,
];

/** What one batch brings, before it is merged: lives as long as the connection. */
export const INCOMING: readonly string[] = [
  `CREATE TEMP TABLE incoming (
    place INTEGER, event_id VARCHAR, account VARCHAR, object_type VARCHAR, record_id VARCHAR, action VARCHAR, tick HUGEINT,
    transaction_id VARCHAR, modified VARCHAR, document VARCHAR, customer_id VARCHAR, business_date VARCHAR, currency VARCHAR,
    total VARCHAR)`,
];

/** Merges `incoming` into the warehouse; each statement sees what those before it did. Run in one transaction. */
export const MERGE: readonly string[] = [
  // A copy of an event, within the batch or of an earlier one, does nothing.
  'DELETE FROM incoming WHERE event_id IN (SELECT event_id FROM events)',
  `DELETE FROM incoming WHERE place NOT IN (SELECT min(place) FROM incoming GROUP BY event_id)`,
  `INSERT INTO events SELECT event_id, account, object_type, record_id, action, tick, transaction_id, modified, document
    FROM incoming ORDER BY place`,
  `INSERT INTO changes_by_hour SELECT substr(modified, 1, 13) || 'h', object_type, action, count(*) FROM incoming
    WHERE modified IS NOT NULL GROUP BY ALL
    ON CONFLICT DO UPDATE SET changes = changes_by_hour.changes + excluded.changes`,
  // A record's ticks grow; where other writers set none, the order of arrival decides.
  `DELETE FROM incoming USING records WHERE incoming.account = records.account AND incoming.object_type = records.object_type
    AND incoming.record_id = records.record_id AND incoming.tick < records.tick`,
  `DELETE FROM incoming USING incoming AS later WHERE incoming.account = later.account
    AND incoming.object_type = later.object_type AND incoming.record_id = later.record_id
    AND (CASE WHEN incoming.tick <> later.tick THEN incoming.tick < later.tick ELSE incoming.place < later.place END)`,
  `INSERT INTO records SELECT account, object_type, record_id, action = 'delete', tick, transaction_id, modified, event_id, document
    FROM incoming
    ON CONFLICT DO UPDATE SET deleted = excluded.deleted, tick = excluded.tick, transaction_id = excluded.transaction_id,
      modified = excluded.modified, event_id = excluded.event_id, document = excluded.document`,
  `DELETE FROM sales USING incoming WHERE sales.account = incoming.account AND sales.record_id = incoming.record_id
    AND incoming.object_type = 'Transaction' AND incoming.action = 'delete'`,
  `INSERT INTO sales SELECT account, record_id, customer_id, business_date, currency, TRY_CAST(total AS DECIMAL(38, 10)), total
    FROM incoming WHERE object_type = 'Transaction' AND action <> 'delete'
    ON CONFLICT DO UPDATE SET customer_id = excluded.customer_id, business_date = excluded.business_date,
      currency = excluded.currency, total = excluded.total, total_text = excluded.total_text`,
  'DELETE FROM incoming',
];
