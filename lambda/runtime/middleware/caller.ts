import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';
import { isRole, meetsOneOf, roleWords } from '../../domain/role.ts';
import type { CommandMiddleware } from './command-middleware.ts';

/** As long as the authorizer tolerates clocks that differ. */
const CLOCK_TOLERANCE_MS = 30_000;

/**
 * Takes the caller from the authorizer's context and lets only the route's roles pass. Without a context, as when a
 * route was deployed without its authorizer, nobody passes; nor with a token that has ended since the gateway last
 * asked the authorizer, whose answers it keeps. Throws UNAUTHENTICATED or FORBIDDEN.
 */
export function caller(clock: Clock): CommandMiddleware {
  return {
    before: ({ event, context }) => {
      const { subject, clientId, roles, expires } = event.requestContext.authorizer ?? {};
      if (!isText(subject) || !isText(clientId)) {
        throw new AppError('UNAUTHENTICATED', 'send a bearer token in the Authorization header');
      }
      if (expires !== undefined && !(Number(expires) * 1000 + CLOCK_TOLERANCE_MS > clock())) {
        throw new AppError('UNAUTHENTICATED', 'the token has expired: get a new one');
      }
      const held = isText(roles) ? roles.split(' ').filter(isRole) : [];
      const needed = context.command.route?.roles ?? [];
      context.command.caller = { subject, clientId, roles: held };
      if (!meetsOneOf(needed, held)) {
        throw new AppError('FORBIDDEN', `this needs a token with the role ${roleWords(needed)}`);
      }
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
