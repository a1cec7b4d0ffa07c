import {
  AUDIT_LOG_ANSWER,
  AUDIT_LOG_QUERY,
  FEED_SUBSCRIPTION_ANSWER,
  FEED_SUBSCRIPTION_REQUEST,
} from './feed-admin-requests.ts';
import { FEED_ADMIN_ROLES } from './feed-admin-roles.ts';
import type { Route } from './routes.ts';

/** Subscriptions and the audit log of the feed, in the order of documents. */
export const FEED_ADMIN_ROUTES: readonly Route[] = [
  {
    name: 'readFeedSubscription',
    method: 'GET',
    path: '/feed/subscription',
    entry: 'feed-admin/change-subscription',
    roles: FEED_ADMIN_ROLES.subscription,
    summary: 'See what the feed shows you',
    description: "Answers with the calling client's subscription, and what comes of it.",
    answer: FEED_SUBSCRIPTION_ANSWER,
    changes: false,
    errors: {},
  },
  {
    name: 'changeFeedSubscription',
    method: 'PUT',
    path: '/feed/subscription',
    entry: 'feed-admin/change-subscription',
    roles: FEED_ADMIN_ROLES.subscription,
    summary: 'Choose what the feed shows you',
    description:
      'Replaces the calling client’s subscription. In force at once, for connections too that are open. It can choose from what the stage lets the client see.',
    request: FEED_SUBSCRIPTION_REQUEST,
    answer: FEED_SUBSCRIPTION_ANSWER,
    changes: false,
    errors: {},
  },
  {
    name: 'searchFeedAuditLog',
    method: 'GET',
    path: '/feed/audit-log',
    entry: 'feed-admin/read-audit-log',
    roles: FEED_ADMIN_ROLES.auditLog,
    summary: 'See what was sent to whom',
    description:
      'Answers with entries of the audit log, the latest first. With the role feed-reader those of the calling client; with system-admin those of every client. Entries are kept for 90 days.',
    query: AUDIT_LOG_QUERY,
    answer: AUDIT_LOG_ANSWER,
    changes: false,
    errors: {},
  },
];
