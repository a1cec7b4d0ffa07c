import { isRole, type Role } from '../domain/role.ts';
import type { TokenClaims } from './ports.ts';

/**
 * The roles of ours in a claim, which is a list of texts or a text with spaces between them. `claim` is the claim's name or, with dots, the
 * way to a claim inside claims. An OAuth scope such as `millrace/ordering` counts as `ordering` where the audience is
 * `millrace`. Anything else grants nothing.
 */
export function rolesOf(
  claims: TokenClaims,
  options: { readonly claim: string; readonly audience: string },
): readonly Role[] {
  const prefix = `${options.audience}/`;
  const names = textsOf(claimAt(claims, options.claim)).map((text) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  );
  return [...new Set(names.filter(isRole))];
}

/** The texts of a list, or those of a text that has spaces between them; none of anything else. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(' ').filter((text) => text !== '');
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** Names of claims may have dots themselves (`https://example.com/roles`), so the whole name comes first. */
function claimAt(claims: TokenClaims, claim: string): unknown {
  if (Object.hasOwn(claims, claim)) return claims[claim];
  return claim.split('.').reduce<unknown>((value, name) => {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    return inside ? (value as Record<string, unknown>)[name] : undefined;
  }, claims);
}
