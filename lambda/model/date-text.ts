/** yyyy-MM-dd. Whether there is such a day, `isDate` says. */
export const DATE_PATTERN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** yyyy-MM-ddTHH:mm:ss.SSS and +/-HHmm, +/-HH:mm or Z. Whether there is such a day, `isDateTime` says. */
export const DATE_TIME_PATTERN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/;

/** Whether the text is yyyy-MM-dd and the calendar has that day. */
export function isDate(text: string): boolean {
  return DATE_PATTERN.test(text) && isInCalendar(text);
}

/** Whether the text is a time as the seed's tables write it, on a day that the calendar has. */
export function isDateTime(text: string): boolean {
  return DATE_TIME_PATTERN.test(text) && isInCalendar(text);
}

function isInCalendar(text: string): boolean {
  const [year = 0, month = 0, day = 0] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number);
  return day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
