import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * The client for the record store: connections are kept open, and a call that hangs is given up soon enough to be sent
 * again within a request. Region, endpoint and credentials come from the environment.
 */
export function dynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: new NodeHttpHandler({
      httpsAgent: { keepAlive: true, maxSockets: 50 },
      connectionTimeout: 1000,
      requestTimeout: 5000,
      throwOnRequestTimeout: true,
    }),
  });
}
