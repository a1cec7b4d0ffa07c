/** When a job runs. Times of day are `hh:mm`. */
export type ScheduleConfig =
  | 'off'
  /** `rate(…)` or `cron(…)`. */
  | (string & {})
  | { readonly daily: string }
  | { readonly weekly: string; readonly at: string }
  | { readonly monthly: number; readonly at: string };

/** Times of day, in the stage's time zone. */
const AT = { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' } as const;
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** What a stage's file may say about when a job runs. */
export const SCHEDULE_SCHEMA = {
  expected:
    '"off", "rate(…)", "cron(…)", {"daily": "02:30"}, {"weekly": "monday", "at": "02:30"} or {"monthly": 1 … 28, "at": "02:30"}',
  anyOf: [
    { const: 'off' },
    { type: 'string', pattern: '^rate\\([1-9]\\d* (minutes?|hours?|days?)\\)$' },
    { type: 'string', pattern: '^cron\\(\\S+( \\S+){5}\\)$' },
    { type: 'object', additionalProperties: false, required: ['daily'], properties: { daily: AT } },
    {
      type: 'object',
      additionalProperties: false,
      required: ['weekly', 'at'],
      properties: { weekly: { enum: WEEKDAYS }, at: AT },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['monthly', 'at'],
      properties: { monthly: { type: 'integer', minimum: 1, maximum: 28 }, at: AT },
    },
  ],
} as const;

/** The time zone of schedules, as a stage's file has it. */
export const TIME_ZONE_SCHEMA = {
  type: 'string',
  pattern: '^[A-Za-z]+([/_+-][A-Za-z0-9]+)*$',
  default: 'UTC',
  expected: 'a time zone of the IANA database, such as "Europe/Vienna"',
} as const;

/** The schedule as EventBridge Scheduler writes it; undefined when there is none. */
export function scheduleExpression(schedule: ScheduleConfig): string | undefined {
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
