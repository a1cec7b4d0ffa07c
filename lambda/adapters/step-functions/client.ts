import { SFNClient } from '@aws-sdk/client-sfn';
import { keepAliveHandler } from '../http/keep-alive-handler.ts';

/** The client of Step Functions; region, endpoint and credentials come from the environment. */
export function stepFunctionsClient(): SFNClient {
  return new SFNClient({ maxAttempts: 3, requestHandler: keepAliveHandler() });
}
