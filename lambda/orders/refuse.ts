import { AppError, type FieldError } from '../domain/app-error.ts';

const MAX_ERRORS = 100;

/**
 * Throws AppError RULE_VIOLATED when there are errors: with the first 100, and how many more there are, as validation
 * does. `what` says what cannot be done.
 */
export function refuse(what: string, errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const more = errors.length - MAX_ERRORS;
  const rest = {
    pointer: '',
    detail: `${more} more ${more === 1 ? 'error' : 'errors'}; correct these ${MAX_ERRORS} first`,
  };
  const shown = more > 0 ? [...errors.slice(0, MAX_ERRORS), rest] : errors;
  throw new AppError('RULE_VIOLATED', what, { errors: shown });
}
