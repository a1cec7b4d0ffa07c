import type { RoleNeed } from '../domain/role.ts';

/** Who may look at imports and start one. */
export const IMPORT_ROLES = ['crm', 'job-admin'] as const satisfies readonly [RoleNeed, ...RoleNeed[]];
