/** What a token can allow its bearer to do. */
export const ROLES = [
  'ordering',
  'crm',
  'system-config',
  'system-admin',
  'job-admin',
  'feed-reader',
] as const;

export type Role = (typeof ROLES)[number];

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
