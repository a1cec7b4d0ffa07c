import type { RoleNeed } from '../domain/role.ts';

/** Who may see and run the scheduled tasks. */
export const TASK_ROLES = ['job-admin', 'system-admin'] as const satisfies readonly RoleNeed[];
