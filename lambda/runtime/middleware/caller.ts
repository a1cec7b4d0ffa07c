import { AppError } from '../../domain/app-error.ts';
import { isRole } from '../../domain/role.ts';
import type { CommandMiddleware } from './command-middleware.ts';

/**
 * Takes the caller from the authorizer's context and lets only the route's roles pass. Without a context, as when a
 * route was deployed without its authorizer, nobody passes. Throws UNAUTHENTICATED or FORBIDDEN.
 */
export function caller(): CommandMiddleware {
  return {
    before: ({ event, context }) => {
      const { subject, clientId, roles } = event.requestContext.authorizer ?? {};
      if (!isText(subject) || !isText(clientId) || typeof roles !== 'string') {
        throw new AppError('UNAUTHENTICATED', 'send a bearer token in the Authorization header');
      }
      const held = roles.split(' ').filter(isRole);
      const needed = context.command.route?.roles ?? [];
      context.command.caller = { subject, clientId, roles: held };
      if (!needed.some((role) => held.includes(role))) {
        throw new AppError('FORBIDDEN', `this needs a token with the role ${needed.join(' or ')}`);
      }
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
