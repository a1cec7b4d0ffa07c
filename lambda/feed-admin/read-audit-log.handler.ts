import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import { FEED_ADMIN_ROLES } from '../model/feed-admin-roles.ts';
import { systemClock } from '../runtime/clock.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { AUDIT_LOG_ENVIRONMENT } from './contract.ts';
import { readAuditLog } from './read-audit-log.ts';

const { STAGE: stage, FEED_AUDIT_TABLE: table } = readEnvironment(AUDIT_LOG_ENVIRONMENT);
const log = new DynamoDbAuditLog({ client: dynamoDbClient(), table });

/** GET /feed/audit-log. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /feed/audit-log': {
      roles: FEED_ADMIN_ROLES.auditLog,
      operation: async ({ caller, query }) => ({
        status: 200,
        body: await readAuditLog(log, caller, { query, now: systemClock() }),
      }),
    },
  },
);
