import type { Role } from '../domain/role.ts';
import type { TokenClaims, TokenVerifier } from './ports.ts';
import { rolesOf, textsOf } from './roles.ts';

/** Whether a request comes from somebody we know, and what they may do. `reason` is for our logs only. */
export type Authorization =
  | {
      readonly outcome: 'allowed';
      readonly subject: string;
      readonly clientId: string;
      readonly roles: readonly Role[];
      /** Epoch seconds. */
      readonly expires: number;
    }
  | { readonly outcome: 'refused'; readonly reason: string };

/** What an Authorization header is judged by. */
export interface AuthorizeOptions {
  readonly verifier: TokenVerifier;
  readonly audience: string;
  readonly rolesClaim: string;
}

// API Gateway takes 10,240 bytes of headers in all; a token that needs more than this is an attack.
const MAX_HEADER_LENGTH = 8_192;
/** RFC 6750: the scheme in any case, one space, a JWT in its compact form. */
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/**
 * Decides about the text of an Authorization header (undefined: there was none). Authenticates only: a valid token without roles
 * is allowed, and each route asks for the roles that it needs. Throws what the verifier throws.
 */
export async function authorize(
  authorization: string | undefined,
  options: AuthorizeOptions,
): Promise<Authorization> {
  if (authorization === undefined || authorization === '') return refused('no Authorization header');
  if (authorization.length > MAX_HEADER_LENGTH) return refused('Authorization header too long');
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) return refused('not a bearer token in the form of a JWT');
  const verification = await options.verifier.verify(token);
  return verification.outcome === 'refused' ? verification : admitted(verification.claims, options);
}

function admitted(claims: TokenClaims, options: AuthorizeOptions): Authorization {
  if (!isForUs(claims, options.audience)) return refused('the token is for another audience');
  const clientId = firstText(claims, ['client_id', 'azp', 'appid', 'cid']);
  const subject = firstText(claims, ['sub']) ?? clientId;
  if (subject === undefined) return refused('the token names neither a subject nor a client');
  return {
    outcome: 'allowed',
    subject,
    clientId: clientId ?? 'unknown',
    roles: rolesOf(claims, { claim: options.rolesClaim, audience: options.audience }),
    expires: claims.exp,
  };
}

/** Cognito's access tokens have no audience; their scopes name the resource server that they are for. */
function isForUs(claims: TokenClaims, audience: string): boolean {
  if (Object.hasOwn(claims, 'aud')) return [claims.aud].flat().includes(audience);
  const scopes = claims.token_use === 'access' ? textsOf(claims.scope) : [];
  return scopes.some((scope) => scope.startsWith(`${audience}/`));
}

function firstText(claims: TokenClaims, names: readonly string[]): string | undefined {
  const values = names.map((name) => (Object.hasOwn(claims, name) ? claims[name] : undefined));
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function refused(reason: string): Authorization {
  return { outcome: 'refused', reason };
}
