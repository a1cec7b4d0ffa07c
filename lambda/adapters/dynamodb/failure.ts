import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/**
 * What a failed call tells. `cancelled`: a transaction did not happen, and why, by action. `passing`: it may or may not
 * have happened, sending the same again is right. `lasting`: sending it again cannot help.
 */
export type Failure =
  | { readonly kind: 'cancelled'; readonly reasons: readonly CancellationReason[] }
  | { readonly kind: 'passing' }
  | { readonly kind: 'lasting' };

/** Names of errors that pass, beside all 5xx (DynamoDB Developer Guide, "Error messages and codes"). */
const PASSING = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** Node's codes of connections that broke or were not made. */
const BROKEN = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** Reasons of a cancelled transaction that say no more than: not now. */
const REASONS_TO_WAIT = new Set(['ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Reads what a call to DynamoDB has thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof TransactionCanceledException) return cancellation(error.CancellationReasons ?? []);
  if (!(error instanceof Error)) return { kind: 'lasting' };
  const { name, code, $metadata } = error as Error & {
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const passing = PASSING.has(name) || BROKEN.has(code ?? name) || ($metadata?.httpStatusCode ?? 0) >= 500;
  return { kind: passing ? 'passing' : 'lasting' };
}

function cancellation(reasons: readonly CancellationReason[]): Failure {
  const codes = reasons.flatMap(({ Code }) => (Code === undefined || Code === 'None' ? [] : Code));
  const wait = codes.length > 0 && codes.every((code) => REASONS_TO_WAIT.has(code));
  return wait ? { kind: 'passing' } : { kind: 'cancelled', reasons };
}
