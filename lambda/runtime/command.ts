import type { FieldError } from '../domain/app-error.ts';
import type { JsonObject, JsonValue } from '../domain/json.ts';
import type { Role, RoleNeed } from '../domain/role.ts';

/** Who sent a command, as the authorizer found in the token. */
export interface Caller {
  /** The token's `sub`. Personal data where people sign in: never logged. */
  readonly subject: string;
  readonly clientId: string;
  readonly roles: readonly Role[];
}

/** A request that has passed every check of the command API. */
export interface Command {
  /** What the route's `validate` accepted; null where the route takes no body. */
  readonly body: JsonValue;
  /** The path's parameters by name, percent-decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** The query's parameters by name, percent-decoded; of one that stands several times, the last. */
  readonly query: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly correlationId: string;
  /**
   * From the Idempotency-Key header, undefined without one. `key` tells callers and routes apart, so that nobody gets
   * another's answer; `fingerprint` is the same for the same request only. Both are 43 characters of base64url.
   */
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | undefined;
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadline: number;
}

/** What an operation answers when all went well. */
export interface CommandAnswer {
  readonly status: 200 | 201 | 202;
  readonly body: JsonObject;
  /** An earlier answer given again: sent with `Idempotency-Replayed: true`. @default false */
  readonly replayed?: boolean;
}

/** Does the work. What it throws becomes a problem document: an AppError by its code, anything else a 500. */
export type Operation = (command: Command) => Promise<CommandAnswer>;

/** One method of one resource: who may use it, what its body must be, and what it does. */
export interface Route {
  /** Any one of them lets the caller in. */
  readonly roles: readonly [RoleNeed, ...RoleNeed[]];
  /** Everything that is wrong with the body, none if it is right. Undefined: the route takes no body and reads none. */
  readonly validate?: (body: JsonValue, path: Readonly<Record<string, string>>) => readonly FieldError[];
  readonly operation: Operation;
}

/** Routes by method and API Gateway resource: `PUT /catalog/product-specifications/{id}`. */
export type RouteTable = Readonly<Record<string, Route>>;
