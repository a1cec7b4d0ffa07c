import { dynamoDbClient } from '../adapters/dynamodb/client.ts';
import { DynamoDbSubscriptions } from '../adapters/dynamodb/dynamodb-subscriptions.ts';
import { allowedTo, feedPermissions } from '../domain/feed-permissions.ts';
import { isJsonObject } from '../domain/json.ts';
import { FEED_SUBSCRIPTION_REQUEST } from '../model/feed-admin-requests.ts';
import { FEED_ADMIN_ROLES } from '../model/feed-admin-roles.ts';
import { validate } from '../model/validate.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { changeSubscription, type FeedClient, readSubscription } from './change-subscription.ts';
import { SUBSCRIPTION_ENVIRONMENT } from './contract.ts';

const environment = readEnvironment(SUBSCRIPTION_ENVIRONMENT);
const stage = environment.STAGE;
const permissions = feedPermissions(environment.FEED_CLIENTS);
const store = new DynamoDbSubscriptions({ client: dynamoDbClient(), table: environment.FEED_STATE_TABLE });
const clientOf = ({ clientId }: { readonly clientId: string }): FeedClient => ({
  clientId,
  allowed: allowedTo(permissions, clientId),
});

/** GET and PUT /feed/subscription. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /feed/subscription': {
      roles: FEED_ADMIN_ROLES.subscription,
      operation: async ({ caller }) => ({
        status: 200,
        body: await readSubscription(store, clientOf(caller)),
      }),
    },
    'PUT /feed/subscription': {
      roles: FEED_ADMIN_ROLES.subscription,
      validate: (body) => validate(FEED_SUBSCRIPTION_REQUEST, body),
      operation: async ({ caller, body }) => ({
        status: 200,
        body: await changeSubscription(store, clientOf(caller), isJsonObject(body) ? body : {}),
      }),
    },
  },
);
