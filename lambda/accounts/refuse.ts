import { AppError, type FieldError } from '../domain/app-error.ts';
import type { Lifecycle, Move } from '../model/account-lifecycle.ts';
import type { Code } from '../model/shape.ts';
import { isIn, type Standing, stateOf } from './standing.ts';

/** Throws AppError RULE_VIOLATED with everything that is wrong, if anything is. */
export function refuse(message: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new AppError('RULE_VIOLATED', message, { errors });
}

/** Throws AppError RULE_VIOLATED unless the record is in one of the states. */
export function needState(record: Standing, ...states: readonly Code[]): void {
  if (isIn(record, ...states)) return;
  const { type, id } = record.record.key;
  const words = states.map(({ name }) => name).join(' or ');
  refuse(`the ${type} is in the wrong state`, [
    { pointer: '', detail: `${type} ${id} is ${stateOf(record)}; it must be ${words}` },
  ]);
}

/** The move of this name, which the record's state must allow. Throws AppError RULE_VIOLATED when it does not. */
export function allowedMove<Name extends string>(
  lifecycle: Lifecycle<Name>,
  name: Name,
  record: Standing,
): Move<Name> {
  const move = lifecycle.moves.find((each) => each.move === name);
  if (move === undefined) throw new AppError('INTERNAL', `${lifecycle.of} has no move ${name}`);
  needState(record, ...move.from);
  return move;
}
