import { AppError } from '../../domain/app-error.ts';
import { problemHeaders, problemOf } from '../problem.ts';
import type { CommandMiddleware } from './command-middleware.ts';

/** Seconds after which a request that was refused only for now may be sent again. */
const RETRY_AFTER_SECONDS = 1;

/** Turns whatever was thrown into an `application/problem+json` answer (RFC 9457). */
export function problemAnswer(): CommandMiddleware {
  return {
    onError: (request) => {
      const { correlationId, allowed } = request.context.command;
      const problem = problemOf(request.error, correlationId);
      const retryable =
        problem.status === 503 || (request.error instanceof AppError && request.error.retryable);
      request.response = {
        statusCode: problem.status,
        headers: {
          ...problemHeaders(problem),
          ...(problem.status === 405 ? { allow: allowed.join(', ') } : {}),
          ...(retryable ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {}),
        },
        body: JSON.stringify(problem),
      };
    },
  };
}
