/** When the job runs. Times of day are `hh:mm`. */
export type SyncScheduleConfig =
  | 'off'
  /** `rate(…)` or `cron(…)`. */
  | (string & {})
  | { readonly daily: string }
  | { readonly weekly: string; readonly at: string }
  | { readonly monthly: number; readonly at: string };

/** What a stage's file says about the data sync. */
export interface DataSyncConfig {
  /** @default 'rate(5 minutes)' */
  readonly schedule: SyncScheduleConfig;
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

/** The schedule as EventBridge Scheduler writes it; undefined when there is none. */
export function scheduleExpression(schedule: SyncScheduleConfig): string | undefined {
  if (schedule === 'off') return undefined;
  if (typeof schedule === 'string') return schedule;
  if ('daily' in schedule) return cron(schedule.daily, '* * ?');
  if ('weekly' in schedule) return cron(schedule.at, `? * ${schedule.weekly.slice(0, 3).toUpperCase()}`);
  return cron(schedule.at, `${schedule.monthly} * ?`);
}

function cron(at: string, days: string): string {
  const [hour, minute] = at.split(':').map(Number);
  return `cron(${minute} ${hour} ${days} *)`;
}
