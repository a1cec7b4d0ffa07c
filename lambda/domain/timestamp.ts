/** `2020-09-20 22:21:39.978+00`, UTC to the millisecond, as the OM Plus events write times. */
export function eventTimestamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, -1).replace('T', ' ')}+00`;
}

/** The day in UTC, yyyy-MM-dd. */
export function utcDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 'yyyy-MM-dd'.length);
}
