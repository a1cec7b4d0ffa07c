const DAY_MS = 24 * 60 * 60 * 1000;

/** The day so many days later, or earlier. Days are written yyyy-MM-dd. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a day is in a span; an end that is no text is open. */
export function isWithin(day: string, span: { readonly first: unknown; readonly last: unknown }): boolean {
  const begun = typeof span.first !== 'string' || span.first <= day;
  return begun && (typeof span.last !== 'string' || day <= span.last);
}
