import type { CommitContext, CommitPlan, CommitReader, CommitReceipt } from '../domain/commit.ts';
import type { JsonObject } from '../domain/json.ts';
import type { ServiceOperation } from '../model/service-operation.ts';

/** One method of a service: what it takes, and what it does to the records. Pure: the API and the batch import both run it. */
export interface ServiceMethod extends ServiceOperation {
  /**
   * Finds out whose records the command changes. What it looks at may change before the commit: `plan` looks again, and throws
   * `Moved` when the owners are not the right ones any more.
   */
  prepare(preparation: Preparation): Promise<PreparedCommand>;
}

/** What a command is prepared with: a body of the request's shape, and what stands. */
export interface Preparation {
  readonly body: JsonObject;
  readonly reader: CommitReader;
  /** A new numeric id, 17 digits: unique, and later ones are greater. */
  newId(): string;
}

/** A command whose owners are known. `plan` may be called several times; what it throws changes nothing. */
export interface PreparedCommand {
  readonly owners: readonly string[];
  plan(context: CommitContext): Promise<CommitPlan>;
  /** What the answer says besides the transaction id and the changes: `customerID`, `instruments`. */
  details?(receipt: CommitReceipt): JsonObject;
}

/** Thrown by a plan that meets records of owners it was not prepared for: prepare again. Never an answer. */
export class Moved extends Error {
  override readonly name = 'Moved';
}
