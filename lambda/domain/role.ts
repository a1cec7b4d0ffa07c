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
