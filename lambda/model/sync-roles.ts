import type { RoleNeed } from '../domain/role.ts';

/** Who may do what of the data sync's administration. */
export const SYNC_ROLES = {
  settings: ['system-config', 'system-admin'],
  credentials: ['system-admin'],
  sampleMessage: ['system-admin', ['system-config', 'job-admin']],
  runs: ['job-admin', 'system-admin'],
} as const satisfies Readonly<Record<string, readonly [RoleNeed, ...RoleNeed[]]>>;
