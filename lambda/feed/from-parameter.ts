import { isDate } from '../model/date-text.ts';

/** The time that `from` means, epoch milliseconds; or, in words, what is wrong with it. */
export type FromTime = { readonly time: number } | { readonly fault: string };

const MINUTE_MS = 60_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  day: 24 * 60 * MINUTE_MS,
  hour: 60 * MINUTE_MS,
  minute: MINUTE_MS,
};
const AGO = /^(\d{1,6})(day|hour|minute)s?$/;
const TIME =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** Clocks differ by so much. */
const TOLERANCE_MS = MINUTE_MS;
const FORMS =
  'expected a number and day, hour or minute (1day, 2hour, 20minute), or a time with its offset (2020-06-08T19:53:30+02:00)';

/** Reads `from` (Aria Data Feed: "values like 1day, 2hour, 20minute etc."), or an ISO 8601 time. */
export function fromTime(text: string, now: number): FromTime {
  const ago = AGO.exec(text);
  if (ago !== null) return { time: now - Number(ago[1]) * (UNIT_MS[ago[2] ?? ''] ?? 0) };
  // In a query a + that was not encoded arrives as a space.
  const iso = text.replace(/ (?=\d\d:\d\d$)/, '+');
  const day = TIME.exec(iso)?.[1];
  if (day === undefined || !isDate(day))
    return { fault: `from is ${JSON.stringify(text.slice(0, 50))}; ${FORMS}` };
  const time = Date.parse(iso);
  return time > now + TOLERANCE_MS
    ? { fault: `from is ${iso}, which is yet to come; leave it out to begin now` }
    : { time };
}
