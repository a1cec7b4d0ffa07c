/** What a token can allow its bearer to do. */
export const ROLES = [
  'ordering',
  'crm',
  'system-config',
  'system-admin',
  'job-admin',
  'feed-reader',
] as const;

/** One of ROLES. */
export type Role = (typeof ROLES)[number];

/** Whether a text is the name of a role, in exactly this case. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** What lets a caller in: a role, or several roles that must be held together. */
export type RoleNeed = Role | readonly [Role, Role, ...Role[]];

/** Whether the roles that are held meet one of the needs. */
export function meetsOneOf(needs: readonly RoleNeed[], held: readonly Role[]): boolean {
  return needs.some((need) => [need].flat().every((role) => held.includes(role)));
}

/** The needs as words: `system-admin, or system-config together with job-admin`. */
export function roleWords(needs: readonly RoleNeed[]): string {
  const [first = '', ...others] = needs.map((need) => [need].flat().join(' together with '));
  const plain = needs.every((need) => typeof need === 'string');
  return [first, ...others].join(plain ? ' or ' : ', or ');
}
