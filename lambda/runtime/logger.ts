import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';

/** What a log line may carry besides its message: ids, counts, codes. Never a body, a token, a secret or personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined | object>>;

/** Writes one JSON line a call; CloudWatch Logs Insights finds its fields by name. */
export interface Logger {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
  /** Fields that every line bears until `resetKeys`: the correlation id of a request. */
  appendKeys(fields: LogFields): void;
  resetKeys(): void;
}

/** A logger that names the service (POWERTOOLS_SERVICE_NAME) and the stage in each line. */
export function createLogger(options: { readonly stage: string }): Logger {
  return new PowertoolsLogger({ persistentKeys: { stage: options.stage } });
}

/** An error as it may be logged: name, code, message, stack and causes; no other property, for some hold records. */
export function describeError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { name: typeof error };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(error.cause === undefined || depth === 4 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}
