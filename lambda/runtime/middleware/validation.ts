import { AppError } from '../../domain/app-error.ts';
import type { CommandMiddleware } from './command-middleware.ts';

/** Checks the body by the route's own rules. Throws VALIDATION_FAILED with all that is wrong at once. */
export function validation(): CommandMiddleware {
  return {
    before: ({ context }) => {
      const { route, body, path } = context.command;
      const errors = route?.validate?.(body, path) ?? [];
      if (errors.length > 0) {
        const count = errors.length === 1 ? 'one thing is' : `${errors.length} things are`;
        throw new AppError('VALIDATION_FAILED', `${count} wrong with the body: see errors`, { errors });
      }
    },
  };
}
