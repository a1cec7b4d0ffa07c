import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

interface GatewayProblem {
  readonly type: ResponseType;
  /** Undefined: the type stands for several, and each keeps its own. */
  readonly status?: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

const OURS = 'The request could not be handled. If it happens again, tell the operator the instance.';

/** What the gateway answers by itself, before any function is called: in the same form as the functions' problems. */
const PROBLEMS: readonly GatewayProblem[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    code: 'UNAUTHENTICATED',
    title: 'The request has no valid token',
    detail: 'Send the header Authorization with "Bearer" and an access token.',
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    code: 'FORBIDDEN',
    title: 'The token does not allow this',
    detail: 'The token does not allow this.',
  },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    code: 'NOT_FOUND',
    title: 'There is no such thing',
    detail: 'The API has no such route.',
  },
  // The gateway takes a bearer token on a path that it does not know for a bad AWS signature; no route of ours is signed.
  {
    type: ResponseType.INVALID_SIGNATURE,
    status: 404,
    code: 'NOT_FOUND',
    title: 'There is no such thing',
    detail: 'The API has no such route.',
  },
  {
    type: ResponseType.RESOURCE_NOT_FOUND,
    status: 404,
    code: 'NOT_FOUND',
    title: 'There is no such thing',
    detail: 'The API has no such route.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    code: 'BODY_TOO_LARGE',
    title: 'The body is too large',
    detail: 'A body may have at most 4 MiB: send fewer at once.',
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    title: 'The body has a media type that is not understood',
    detail: 'Send application/json.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    code: 'THROTTLED',
    title: 'There are too many requests',
    detail: 'Send the request again later.',
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    code: 'THROTTLED',
    title: 'There are too many requests',
    detail: 'Send the request again later.',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    code: 'VALIDATION_FAILED',
    title: 'The request is not valid',
    detail: 'The gateway does not take the request as it is.',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    code: 'INTERNAL',
    title: 'Something went wrong on our side',
    detail: OURS,
  },
  {
    type: ResponseType.DEFAULT_5XX,
    code: 'INTERNAL',
    title: 'Something went wrong on our side',
    detail: OURS,
  },
];

/** Makes the gateway's own answers problem documents (RFC 9457) that tell nothing of its inside. */
export function addProblemResponses(api: RestApi): void {
  for (const { type, status, code, title, detail } of PROBLEMS) {
    const problem = {
      type: `urn:millrace:error:${code.toLowerCase().replaceAll('_', '-')}`,
      title,
      ...(status === undefined ? {} : { status }),
      detail,
      instance: 'urn:millrace:request:$context.requestId',
      code,
    };
    api.addGatewayResponse(`Problem-${type.responseType}`, {
      type,
      ...(status === undefined ? {} : { statusCode: String(status) }),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        // RFC 9110: a 401 names the way to come in.
        ...(status === 401 ? { 'WWW-Authenticate': "'Bearer'" } : {}),
      },
      templates: { 'application/json': JSON.stringify(problem) },
    });
  }
}
