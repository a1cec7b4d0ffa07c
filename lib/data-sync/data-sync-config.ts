import type { ScheduleConfig } from '../runtime/schedule.ts';

/** What a stage's file says about the data sync. */
export interface DataSyncConfig {
  /** @default 'rate(5 minutes)' */
  readonly schedule: ScheduleConfig;
  /** @default 'UTC' */
  readonly timeZone: string;
  /** @default [] */
  readonly allowedNetworks: readonly string[];
  /** PEM. @default - only public certificate authorities are trusted */
  readonly trustedCa?: string;
  /** @default ['ce_credentials'] */
  readonly credentialMaps: readonly string[];
  /** @default 'read-write' */
  readonly credentialAccess: 'read-write' | 'read';
  /** @default 60 */
  readonly oldestRowAlarmMinutes: number;
}
