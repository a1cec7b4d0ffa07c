import { AppError } from '../domain/app-error.ts';

/** The refusal of a command for one reason: `pointer` says where in the request it lies. */
export function refused(pointer: string, detail: string): AppError {
  return new AppError('RULE_VIOLATED', detail, { errors: [{ pointer, detail }] });
}
