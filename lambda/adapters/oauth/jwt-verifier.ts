import { createRemoteJWKSet, errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { TokenVerifier, Verification } from '../../authorization/ports.ts';
import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';

/** Whose tokens are taken, and how patiently the keys are fetched. */
export interface JwtVerifierOptions {
  readonly issuer: string;
  /** Where the issuer publishes its keys (RFC 7517): https, or http on loopback. */
  readonly jwksUrl: string;
  readonly clock: Clock;
  /** How long the key set is waited for. @default 3000 */
  readonly timeoutMs?: number;
  /** After the keys were fetched, an unknown key id makes us look again only after this time. @default 30000 */
  readonly cooldownMs?: number;
}

/** Asymmetric ones only: with `none` or HS256 the sender could sign with what everybody knows. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_SECONDS = 30;
const KEYS_KEPT_MS = 10 * 60 * 1000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Verifies JWTs with the keys of a JWKS URL, which are fetched once and again when a token names a new one. Checks
 * signature, issuer, `exp` (must be there) and `nbf`; the audience is the caller's to check.
 * Throws AppError INTERNAL (retryable) while the keys cannot be had, and ENVIRONMENT_INVALID at once for a URL without TLS.
 */
export function jwtVerifier(options: JwtVerifierOptions): TokenVerifier {
  const keys = createRemoteJWKSet(secureUrl(options.jwksUrl), {
    timeoutDuration: options.timeoutMs ?? 3_000,
    cooldownDuration: options.cooldownMs ?? 30_000,
    cacheMaxAge: KEYS_KEPT_MS,
  });
  return {
    verify: async (token) => {
      const checks: JWTVerifyOptions = {
        issuer: options.issuer,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(options.clock()),
        requiredClaims: ['exp'],
      };
      try {
        const { payload } = await jwtVerify(token, keys, checks);
        return { outcome: 'verified', claims: { ...payload, exp: payload.exp ?? 0 } };
      } catch (error) {
        return refusedOrUnreachable(error);
      }
    },
  };
}

/** Errors that tell about the token. Every other one is about the key set: then we do not know, and let nobody in. */
const ABOUT_THE_TOKEN = new Set<string>([
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JWTClaimValidationFailed.code,
  errors.JWTExpired.code,
  errors.JWTInvalid.code,
]);

function refusedOrUnreachable(error: unknown): Verification {
  if (error instanceof errors.JOSEError && ABOUT_THE_TOKEN.has(error.code)) {
    return { outcome: 'refused', reason: error.code };
  }
  throw new AppError('INTERNAL', "the token issuer's key set cannot be had or used", {
    cause: error,
    retryable: true,
  });
}

function secureUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (url === undefined || !secure) {
    throw new AppError(
      'ENVIRONMENT_INVALID',
      'the URL of the key set must be https (http only on loopback); set TOKEN_JWKS_URL',
    );
  }
  return url;
}
