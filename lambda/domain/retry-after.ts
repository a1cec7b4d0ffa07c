/** The three forms of an HTTP date (RFC 9110, 5.6.7): IMF-fixdate, and the obsolete ones of RFC 850 and asctime. */
const HTTP_DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * What a `Retry-After` header asks for (RFC 9110, 10.2.3), in milliseconds from `now` (epoch milliseconds), never more
 * than `maxMs`; 0 for a date that is past. Undefined for anything else than seconds or an HTTP date.
 */
export function retryAfterMs(
  header: string,
  { now, maxMs }: { readonly now: number; readonly maxMs: number },
): number | undefined {
  const text = header.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, maxMs);
  if (!HTTP_DATES.some((form) => form.test(text))) return undefined;
  // asctime names no zone; it is GMT.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - now, 0), maxMs);
}
