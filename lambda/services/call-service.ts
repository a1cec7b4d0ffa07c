import type { CommitOptions } from '../domain/commit.ts';
import type { JsonObject } from '../domain/json.ts';
import { type RunMethodOptions, runMethod } from '../rules/run-method.ts';
import { findMethod } from './find-method.ts';
import type { ServicesStore } from './ports.ts';

/** A call of a service's method. */
export interface ServiceCall extends Pick<CommitOptions, 'idempotency' | 'deadline'> {
  /** The path's `service` and `method`. */
  readonly path: Readonly<Record<string, string>>;
  /** Of the form that the method asks for. */
  readonly body: JsonObject;
}

/** Does what the method says. Throws AppError NOT_FOUND for a method that there is not, and what `runMethod` throws. */
export function callService(
  { store, newId }: Pick<RunMethodOptions, 'store' | 'newId'> & { readonly store: ServicesStore },
  { path, body, idempotency, deadline }: ServiceCall,
): ReturnType<typeof runMethod> {
  return runMethod(findMethod(path), { store, newId, body, idempotency, deadline });
}
