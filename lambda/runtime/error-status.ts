import type { ErrorCode } from '../domain/app-error.ts';

interface ErrorAnswer {
  readonly status: number;
  /** The same for every occurrence (RFC 9457, 3.1.3). */
  readonly title: string;
}

/** How each error is answered: the one place that knows. */
export const ERROR_ANSWERS: Readonly<Record<ErrorCode, ErrorAnswer>> = {
  VALIDATION_FAILED: { status: 400, title: 'The request has fields that are not valid' },
  RULE_VIOLATED: { status: 400, title: 'The request breaks a business rule' },
  MALFORMED_JSON: { status: 400, title: 'The body is not well-formed JSON' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body has a media type that is not understood' },
  UNAUTHENTICATED: { status: 401, title: 'The request has no valid token' },
  FORBIDDEN: { status: 403, title: 'The token does not allow this' },
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The resource does not have this method' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key belongs to another request' },
  EVENT_ID_INVALID: { status: 400, title: 'The event id is none of this stream' },
  EVENTS_GONE: { status: 410, title: 'Events behind this place are no longer kept' },
  STREAMING_UNAVAILABLE: { status: 501, title: 'Streams are served at another address' },
  RECORD_TOO_LARGE: { status: 413, title: 'A record is larger than can be stored' },
  CONTENTION: { status: 503, title: 'Others were changing the same records all the time' },
  CREDENTIALS_NOT_WRITABLE: { status: 403, title: 'The credentials cannot be saved' },
  LEASE_LOST: { status: 500, title: 'Something went wrong on our side' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  CONFIG_INVALID: { status: 500, title: 'Something went wrong on our side' },
  ENVIRONMENT_INVALID: { status: 500, title: 'Something went wrong on our side' },
};
