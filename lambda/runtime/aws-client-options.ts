import { awsEndpoint } from './aws-endpoint.ts';
import { readEnvironment } from './environment.ts';
import { defaultProvider, type EnvironmentCredentials } from './environment-credentials.ts';

/** What a client that signs for itself must know, from the function's environment. Throws ENVIRONMENT_INVALID without AWS_REGION. */
export function awsClientOptions(service: string): {
  readonly service: string;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: () => Promise<EnvironmentCredentials>;
} {
  const { AWS_REGION: region } = readEnvironment(['AWS_REGION']);
  return { service, region, endpoint: awsEndpoint(service, region), credentials: defaultProvider() };
}
