import { DynamoDbAuditLog } from '../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import { MemoryAuditLog } from '../../lambda/adapters/memory/memory-audit-log.ts';
import { FEED_AUDIT_TABLE } from '../../lambda/feed-admin/contract.ts';
import { FakeDynamoDb } from '../support/fake-dynamodb.ts';
import { auditLogContract } from './audit-log.ts';

describe('the audit log in memory', () => {
  auditLogContract(() => new MemoryAuditLog());
});

describe('the audit log in DynamoDB', () => {
  auditLogContract(() => {
    const { partitionKey, sortKey } = FEED_AUDIT_TABLE;
    const client = new FakeDynamoDb({ audit: [partitionKey, sortKey] }).client({});
    return new DynamoDbAuditLog({ client, table: 'audit' });
  });
});
