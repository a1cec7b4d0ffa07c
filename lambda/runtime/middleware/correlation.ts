import type { Logger } from '../logger.ts';
import type { CommandMiddleware } from './command-middleware.ts';
import { header } from './command-middleware.ts';

const CORRELATION_ID = /^[\w.:-]{1,128}$/;

/**
 * Takes the correlation id of X-Correlation-Id, or the gateway's request id where there is none or it holds anything
 * but 1-128 letters, digits and `_.:-` (it stands in logs and headers), and gives it back in the answer's header.
 */
export function correlation(logger: Logger): CommandMiddleware {
  return {
    before: ({ event, context }) => {
      const sent = header(event, 'x-correlation-id');
      const valid = sent !== undefined && CORRELATION_ID.test(sent);
      context.command.correlationId = valid ? sent : event.requestContext.requestId;
      logger.appendKeys({ correlationId: context.command.correlationId });
    },
  };
}
