import type { CommandMiddleware } from './command-middleware.ts';

/** Headers that every answer bears: nobody keeps it, nobody guesses its type, nobody asks without TLS. */
const ANSWER_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Two years, in seconds.
  'strict-transport-security': `max-age=${2 * 365 * 24 * 60 * 60}; includeSubDomains`,
} as const;

/** Adds the headers that every answer bears, good or bad, and the correlation id. */
export function answerHeaders(): CommandMiddleware {
  const add: CommandMiddleware['after'] = (request) => {
    if (!request.response) return;
    request.response.headers = {
      ...request.response.headers,
      ...ANSWER_HEADERS,
      'x-correlation-id': request.context.command.correlationId,
    };
  };
  return { after: add, onError: add };
}
