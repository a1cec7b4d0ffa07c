import { SSMClient } from '@aws-sdk/client-ssm';
import { keepAliveHandler } from '../http/keep-alive-handler.ts';

/** The client of Parameter Store; region, endpoint and credentials come from the environment. */
export function ssmClient(): SSMClient {
  return new SSMClient({ maxAttempts: 3, requestHandler: keepAliveHandler() });
}
