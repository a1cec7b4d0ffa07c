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
}

const INSIDE_HIDDEN =
  'The request could not be handled. Nothing about it has to be changed; if it happens again, tell the operator the instance.';

/** What the sender is told about an error. Of one that is ours (5xx) only the code is told, and only if it may be retried. */
export function problemOf(error: unknown, correlationId: string): Problem {
  const known = error instanceof AppError ? error : new AppError('INTERNAL', 'unexpected', { cause: error });
  const ours = ERROR_ANSWERS[known.code].status >= 500;
  const code = ours && !known.retryable ? 'INTERNAL' : known.code;
  return {
    type: `urn:millrace:error:${code.toLowerCase().replaceAll('_', '-')}`,
    title: ERROR_ANSWERS[code].title,
    status: ERROR_ANSWERS[code].status,
    detail: ours ? INSIDE_HIDDEN : known.message,
    instance: `urn:millrace:request:${correlationId}`,
    code,
    ...(known.errors.length > 0 && !ours ? { errors: known.errors } : {}),
  };
}
