import { type JsonObject, type JsonValue, stringifyJson } from '../lambda/domain/json.ts';
import { parseJson } from '../lambda/domain/parse-json.ts';
import { LocalError } from './local-error.ts';
import type { OauthClient } from './oauth-clients.ts';

/** An answer of the API. `body` is undefined when it is not JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: JsonValue | undefined;
}

/** The deployed API, as the bearer of one token sees it. */
export interface ApiClient {
  /** Sends a request with the client's token; the body keeps every digit, a string goes out as it is. */
  call(method: string, route: string, body?: JsonObject | string): Promise<ApiAnswer>;
}

export interface ApiClientOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 60_000;

/** A client of the deployed API that bears a token. */
export function apiClient({ apiUrl, token, signal }: ApiClientOptions): ApiClient {
  return {
    async call(method, route, body) {
      const response = await fetch(apiUrl + route, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? null : typeof body === 'string' ? body : stringifyJson(body),
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
      });
      const text = await response.text();
      return { status: response.status, text, body: jsonOrUndefined(text) };
    },
  };
}

/** An access token by client credentials (RFC 6749, section 4.4). Throws LocalError when none is given. */
export async function fetchToken(tokenUrl: string, client: OauthClient): Promise<string> {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const answer = (await response.json()) as { access_token?: string };
  if (!answer.access_token) {
    throw new LocalError(
      `The OAuth2 server gave ${client.clientId} no token: it answered ${response.status}.`,
    );
  }
  return answer.access_token;
}

/** The body of an answer that must be 200; throws LocalError with what came instead. `what` names the request. */
export function expect200({ status, text, body }: ApiAnswer, what: string): JsonValue {
  if (status !== 200 || body === undefined)
    throw new LocalError(`${what} was answered with ${status}: ${text}`);
  return body;
}

function jsonOrUndefined(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
