import type { RoleNeed } from '../domain/role.ts';

/** Who may do what beside reading the feed. */
export const FEED_ADMIN_ROLES = {
  subscription: ['feed-reader'],
  auditLog: ['feed-reader', 'system-admin'],
} as const satisfies Readonly<Record<string, readonly [RoleNeed, ...RoleNeed[]]>>;
