import { AppError, type FieldError } from '../domain/app-error.ts';

/** Throws AppError RULE_VIOLATED with all that is wrong, if anything is. Pointers go into the body of the request. */
export function refuseIfAny(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first === undefined) return;
  const many = `${errors.length} things about the request are against the rules: see errors`;
  throw new AppError('RULE_VIOLATED', errors.length === 1 ? first.detail : many, { errors });
}
