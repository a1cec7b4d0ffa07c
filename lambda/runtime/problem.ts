import { AppError, type ErrorCode, type FieldError } from '../domain/app-error.ts';
import { ERROR_ANSWERS } from './error-status.ts';

/** A problem document (RFC 9457), with our extensions `code` and `errors`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The correlation id, by which our logs know this occurrence. */
  readonly instance: string;
  readonly code: ErrorCode;
  /** Each thing that is wrong, with a JSON Pointer into the body. */
  readonly errors?: readonly FieldError[];
  /** Where reading can begin, with EVENTS_GONE. */
  readonly earliestId?: string;
}

/** Headers of any problem document; a 401 names the way to come in (RFC 9110, RFC 6750). */
export function problemHeaders({ status }: Pick<Problem, 'status'>): Record<string, string> {
  return {
    'content-type': 'application/problem+json',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  };
}

/** What is told of an error that is ours, whose inside stays ours. */
const OURS: Readonly<Record<number, string>> = {
  500: 'The request could not be handled, and nothing about it has to be changed. If it happens again, tell the operator the instance.',
  501: 'This server cannot stream. On one machine, streams are served at feedUrl of .local/outputs.json.',
  503: 'The request could not be handled in time. Send it again, with the same Idempotency-Key if it had one.',
};

/** What the sender is told about an error. Of one that is ours (5xx) nothing is told but that, and whether to come again. */
export function problemOf(error: unknown, correlationId: string): Problem {
  const known = error instanceof AppError ? error : new AppError('INTERNAL', 'unexpected', { cause: error });
  const { status, title } = ERROR_ANSWERS[known.code];
  const code = status === 500 ? 'INTERNAL' : known.code;
  return {
    type: `urn:millrace:error:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: OURS[status] ?? known.message,
    instance: `urn:millrace:request:${correlationId}`,
    code,
    ...(status < 500 ? known.members : {}),
    ...(known.errors.length > 0 && status < 500 ? { errors: known.errors } : {}),
  };
}
