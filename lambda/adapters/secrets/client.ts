import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keepAliveHandler } from '../http/keep-alive-handler.ts';

/** The client of Secrets Manager; region, endpoint and credentials come from the environment. */
export function secretsClient(): SecretsManagerClient {
  return new SecretsManagerClient({ maxAttempts: 3, requestHandler: keepAliveHandler() });
}
