import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

export interface GatewayEventOptions {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly correlationId: string;
  readonly caller: {
    readonly subject: string;
    readonly clientId: string;
    readonly roles: readonly string[];
    readonly expires: number;
  };
}

/** As long as API Gateway waits for a command. */
const COMMAND_MS = 29_000;

/** A request as a REST API's proxy integration would hand it to a function of the command API. Paths with parameters are not known here. */
export function gatewayEvent(options: GatewayEventOptions): APIGatewayProxyEvent {
  const { method, url, headers, body, correlationId, caller } = options;
  const names = [...new Set(url.searchParams.keys())];
  const values = (pick: (name: string) => unknown) =>
    names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, pick(name)]));
  const event: Partial<Record<keyof APIGatewayProxyEvent, unknown>> = {
    httpMethod: method,
    resource: url.pathname,
    path: url.pathname,
    headers,
    multiValueHeaders: {},
    pathParameters: null,
    queryStringParameters: values((name) => url.searchParams.get(name)),
    multiValueQueryStringParameters: values((name) => url.searchParams.getAll(name)),
    stageVariables: null,
    body: body.toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      requestId: correlationId,
      authorizer: {
        subject: caller.subject,
        clientId: caller.clientId,
        roles: caller.roles.join(' '),
        expires: String(caller.expires),
      },
    },
  };
  return event as APIGatewayProxyEvent;
}

/** What a command asks of Lambda's context. */
export function serverContext(requestId: string): Context {
  const context: Partial<Context> = {
    awsRequestId: requestId,
    functionName: 'server',
    getRemainingTimeInMillis: () => COMMAND_MS,
  };
  return context as Context;
}
