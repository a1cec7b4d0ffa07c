/** Every error that Millrace raises on purpose; each is explained in docs/errors.md. */
export const ERROR_CODES = [
  'VALIDATION_FAILED',
  'RULE_VIOLATED',
  'MALFORMED_JSON',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'IDEMPOTENCY_KEY_REUSED',
  'EVENT_ID_INVALID',
  'EVENTS_GONE',
  'STREAMING_UNAVAILABLE',
  'RECORD_TOO_LARGE',
  'CONTENTION',
  'LEASE_LOST',
  'CREDENTIALS_NOT_WRITABLE',
  'INTERNAL',
  'CONFIG_INVALID',
  'ENVIRONMENT_INVALID',
] as const;

/** One of ERROR_CODES. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One thing that is wrong with a request. `pointer` is a JSON Pointer into the body (RFC 6901), '' for the whole. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** What an AppError knows besides its code and message. */
export interface AppErrorOptions {
  readonly cause?: unknown;
  /** Whether the same request may succeed later. @default false */
  readonly retryable?: boolean;
  readonly errors?: readonly FieldError[];
  /** Further members of the problem document, such as `earliestId`. */
  readonly members?: Readonly<Record<string, string>>;
}

/** An error with a stable code. Branch on `code`, never on the message. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly errors: readonly FieldError[];
  readonly members: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.errors = options.errors ?? [];
    this.members = options.members ?? {};
  }
}
