import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';
import { jwtVerifier } from '../adapters/oauth/jwt-verifier.ts';
import { systemClock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger, describeError } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { type AuthorizeOptions, authorize } from './authorize.ts';
import { authorizerAnswer } from './authorizer-answer.ts';
import { AUTHORIZATION_ENVIRONMENT } from './contract.ts';

type AuthorizerEvent = APIGatewayTokenAuthorizerEvent | APIGatewayRequestAuthorizerEvent;

const environment = readEnvironment(AUTHORIZATION_ENVIRONMENT);
const logger = createLogger({ stage: environment.STAGE });
const metrics = createMetrics({ stage: environment.STAGE });
const options: AuthorizeOptions = {
  verifier: jwtVerifier({
    issuer: environment.TOKEN_ISSUER,
    jwksUrl: environment.TOKEN_JWKS_URL,
    clock: systemClock,
  }),
  audience: environment.TOKEN_AUDIENCE,
  rolesClaim: environment.ROLES_CLAIM,
};

/**
 * Lambda authorizer of a REST API, of type TOKEN or REQUEST. Throwing exactly `Unauthorized` makes the gateway answer
 * 401; anything else that is thrown, as when the issuer's keys cannot be had, makes it answer 500.
 */
export async function handler(event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  let refused = 0;
  try {
    const authorization = await authorize(authorizationHeader(event), options);
    if (authorization.outcome === 'allowed') return authorizerAnswer(event.methodArn, authorization);
    logger.warn('request refused', { reason: authorization.reason });
    refused = 1;
  } catch (error) {
    logger.error('tokens cannot be checked', { error: describeError(error) });
    metrics.addMetric('TokenCheckErrors', 'Count', 1);
    throw error;
  } finally {
    metrics.addMetric('RequestsRefused', 'Count', refused);
    metrics.publishStoredMetrics();
  }
  throw new Error('Unauthorized');
}

/** The one Authorization header; none where there are several, for who could say which one counts. */
function authorizationHeader(event: AuthorizerEvent): string | undefined {
  if (event.type === 'TOKEN') return event.authorizationToken;
  const values = Object.entries(event.multiValueHeaders ?? event.headers ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .flatMap(([, value]) => value ?? []);
  return values.length === 1 ? values[0] : undefined;
}
