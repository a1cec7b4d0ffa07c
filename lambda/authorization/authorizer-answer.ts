import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Authorization } from './authorize.ts';
import type { AuthorizerContext } from './contract.ts';

/**
 * Allows the whole stage of the API that was called. The gateway keeps the answer for a token and uses it for every
 * route, so a policy for the one that came first would refuse all others; which role may use which route is asked behind it.
 */
export function authorizerAnswer(
  methodArn: string,
  allowed: Extract<Authorization, { outcome: 'allowed' }>,
): APIGatewayAuthorizerResult & { context: AuthorizerContext } {
  // arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>
  const [api, stage] = methodArn.split('/');
  return {
    principalId: allowed.clientId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${api}/${stage}/*` }],
    },
    context: {
      subject: allowed.subject,
      clientId: allowed.clientId,
      roles: allowed.roles.join(' '),
      expires: String(allowed.expires),
    },
  };
}
