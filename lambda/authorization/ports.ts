/** The claims of a token whose signature, issuer and times are right. */
export interface TokenClaims {
  /** Epoch seconds. */
  readonly exp: number;
  readonly [claim: string]: unknown;
}

/** A token that is not to be trusted is an expected outcome; `reason` is for our logs, never for the sender. */
export type Verification =
  | { readonly outcome: 'verified'; readonly claims: TokenClaims }
  | { readonly outcome: 'refused'; readonly reason: string };

/** Checks tokens against the issuer's keys. Throws AppError when the keys cannot be had, so that nobody gets in unchecked. */
export interface TokenVerifier {
  verify(token: string): Promise<Verification>;
}
