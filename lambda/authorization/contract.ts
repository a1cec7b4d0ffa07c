/** Environment variables of the authorizer; all must be set. */
export const AUTHORIZATION_ENVIRONMENT = [
  /** `iss` of the tokens. */
  'TOKEN_ISSUER',
  /** `aud` of the tokens; for a Cognito pool the identifier of its resource server. */
  'TOKEN_AUDIENCE',
  /** Where the issuer publishes its keys; https, or http on loopback. */
  'TOKEN_JWKS_URL',
  /** Claim that holds the roles, with dots for claims inside claims: `roles`, `realm_access.roles`, `cognito:groups`, `scope`. */
  'ROLES_CLAIM',
  'STAGE',
] as const;

/** What the authorizer hands to the functions behind it, in `requestContext.authorizer`. All texts, as API Gateway wants. */
export interface AuthorizerContext {
  readonly subject: string;
  readonly clientId: string;
  /** Separated by spaces; empty for a valid token without any role of ours. */
  readonly roles: string;
  /** When the token ends, epoch seconds: the gateway may remember the answer for longer. */
  readonly expires: string;
}
