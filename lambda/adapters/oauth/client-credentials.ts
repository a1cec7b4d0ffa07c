import type { Clock } from '../../domain/clock.ts';
import { type HttpsPost, type HttpsPostOptions, httpsPost, type PostOutcome } from '../http/https-post.ts';

/** A token to send, or why there is none: never a secret, and nothing that the token's server was told. */
export type TokenOutcome =
  | { readonly outcome: 'token'; readonly token: string }
  | { readonly outcome: 'failed'; readonly reason: string; readonly status?: number };

/** Access tokens of one client; no method throws, or takes longer than `withinMs`. */
export interface AccessTokens {
  /** The token that is valid now, where it has been fetched already. */
  cached(): string | undefined;
  /** The token that is valid now, fetched if need be; callers that come together share one request. */
  current(withinMs: number): Promise<TokenOutcome>;
  /** Another token than this one, which the receiver refused; fetched unless it has been replaced already. */
  insteadOf(refused: string, withinMs: number): Promise<TokenOutcome>;
}

/** A client's id and secret, as the token's server knows them. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ClientCredentialsOptions
  extends Pick<HttpsPostOptions, 'allowedNetworks' | 'timeouts' | 'tls' | 'resolve'> {
  readonly tokenUrl: string;
  /** The longest that one request for a token may take. */
  readonly withinMs: number;
  /** Read anew for each token, so that a changed secret needs no restart. */
  readonly credentials: () => Promise<ClientCredentials>;
  /** How the client proves itself (RFC 6749, 2.3.1). */
  readonly authentication: 'basic' | 'post';
  readonly scope?: string;
  /** For whom the token is to be; not in the RFC, but asked for by many servers. */
  readonly audience?: string;
  readonly clock: Clock;
}

/** A token is replaced this long before it ends, so that none ends on its way; a short one after half its time. */
const RENEW_BEFORE_MS = 30_000;
/** How long a token is taken to live whose server does not say so. */
const UNSTATED_LIFETIME_MS = 60_000;
/** Longer than any token that fits into a header. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Tokens by OAuth2 client credentials (RFC 6749, 4.4), kept until shortly before they end. */
export function clientCredentialsTokens(
  options: ClientCredentialsOptions,
): AccessTokens & Pick<HttpsPost, 'close'> {
  return new CachedTokens(options);
}

class CachedTokens implements AccessTokens {
  readonly #options: ClientCredentialsOptions;
  readonly #server: HttpsPost;
  #cached: { readonly token: string; readonly until: number } | undefined;
  #fetching: Promise<TokenOutcome> | undefined;

  constructor(options: ClientCredentialsOptions) {
    this.#options = options;
    const keepBytes = () => MAX_ANSWER_BYTES;
    this.#server = httpsPost({ ...options, url: options.tokenUrl, connections: 1, keepBytes });
  }

  cached(): string | undefined {
    if (this.#cached === undefined || this.#options.clock() >= this.#cached.until) return undefined;
    return this.#cached.token;
  }

  async current(withinMs: number): Promise<TokenOutcome> {
    const token = this.cached();
    if (token !== undefined) return { outcome: 'token', token };
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return inTime(this.#fetching, withinMs);
  }

  insteadOf(refused: string, withinMs: number): Promise<TokenOutcome> {
    if (this.#cached?.token === refused) this.#cached = undefined;
    return this.current(withinMs);
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  async #fetch(): Promise<TokenOutcome> {
    let credentials: ClientCredentials;
    try {
      credentials = await this.#options.credentials();
    } catch {
      // What was thrown can hold the secret.
      return { outcome: 'failed', reason: 'the credentials cannot be read' };
    }
    const asked = this.#options.clock();
    const answer = await this.#server.post({
      ...tokenRequest(this.#options, credentials),
      withinMs: this.#options.withinMs,
    });
    const granted = tokenIn(answer);
    if ('reason' in granted) return { outcome: 'failed', ...granted };
    const { token, lifetimeMs } = granted;
    this.#cached = { token, until: asked + Math.max(lifetimeMs - RENEW_BEFORE_MS, lifetimeMs / 2) };
    return { outcome: 'token', token };
  }
}

/** Whoever has less time than the request that all wait for goes on without it. */
function inTime(fetching: Promise<TokenOutcome>, withinMs: number): Promise<TokenOutcome> {
  return new Promise((resolve) => {
    const late: TokenOutcome = { outcome: 'failed', reason: 'timeout: no token in time' };
    const timer = setTimeout(() => resolve(late), withinMs);
    void fetching.then((outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}

function tokenRequest(
  { authentication, scope, audience }: ClientCredentialsOptions,
  { clientId, clientSecret }: ClientCredentials,
): { headers: string[]; body: string } {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  if (audience !== undefined) form.set('audience', audience);
  const headers = ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'];
  if (authentication === 'post') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  } else {
    // Each is form-encoded before the colon joins them (RFC 6749, 2.3.1).
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    headers.push('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  }
  return { headers, body: form.toString() };
}

function formEncoded(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice('x='.length);
}

type Granted = { token: string; lifetimeMs: number } | { reason: string; status?: number };

function tokenIn(answer: PostOutcome): Granted {
  if (!answer.answered) return { reason: `${answer.stage}: ${answer.reason}` };
  const { status } = answer;
  const fields = objectIn(answer.text);
  if (status !== 200) return { reason: errorCodeIn(fields) ?? 'no token', status };
  const { access_token: token, token_type: type, expires_in: expiresIn } = fields;
  // It becomes a header (RFC 6750, 2.1): visible ASCII only.
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,16384}$/.test(token))
    return { reason: 'the answer has no usable access_token', status };
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer')
    return { reason: 'the token is not a bearer token', status };
  return { token, lifetimeMs: lifetimeMs(expiresIn) };
}

/** Seconds as a number, or as text, as some servers give them. */
function lifetimeMs(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' ? Number.parseInt(expiresIn, 10) : expiresIn;
  if (typeof seconds !== 'number' || !(seconds > 0)) return UNSTATED_LIFETIME_MS;
  return seconds * 1000;
}

/** The error's code and nothing of its description, which may repeat what was sent. */
function errorCodeIn(fields: Record<string, unknown>): string | undefined {
  const { error } = fields;
  return typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) ? error : undefined;
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
