import type { DeliveryFailure, DeliveryOutcome, Receiver } from '../../data-sync/ports.ts';
import type { Clock } from '../../domain/clock.ts';
import { EXCERPT_LENGTH, excerptOf } from '../../domain/excerpt.ts';
import { retryAfterMs } from '../../domain/retry-after.ts';
import { type SyncMessage, syncRequestBody } from '../../domain/sync-message.ts';
import type { AccessTokens, TokenOutcome } from '../oauth/client-credentials.ts';
import { type HttpsPost, type HttpsPostOptions, httpsPost, type PostOutcome } from './https-post.ts';
import { type WebhookSigner, webhookSigner } from './webhook-signature.ts';

/** What is told of one POST, or of one that never left: no payload, no token, no part of the answer. */
export interface DeliveryLine {
  readonly outcome: DeliveryOutcome['outcome'];
  /** Of the messages, in their order, with commas between them; `type` and `action` of the first. */
  readonly uniqueId: string;
  readonly messages: number;
  readonly type: SyncMessage['type'];
  readonly action: SyncMessage['action'];
  /** Which try of these messages it is, from 1. */
  readonly attempt: number;
  /** Whether it is the second POST of the try, with a new token after a 401. */
  readonly renewed: boolean;
  readonly ms: number;
  readonly status?: number;
  readonly stage?: DeliveryFailure['stage'];
  readonly reason?: string;
}

export interface WebhookReceiverOptions extends Omit<HttpsPostOptions, 'keepBytes'> {
  /** The longest that a delivery can take: token, POST, and both again after a 401. */
  readonly withinMs: number;
  /** `Retry-After` beyond this counts as this. */
  readonly maxRetryAfterMs: number;
  readonly tokens: AccessTokens;
  /** Secrets to sign the messages with (Standard Webhooks); not signed without. */
  readonly signingSecrets?: readonly string[];
  readonly clock: Clock;
  /** Called once for each POST. */
  readonly log: (line: DeliveryLine) => void;
}

/** Enough for an excerpt of characters of four bytes, and for a token, which is cut out of it before it is cut short. */
const KEPT_BYTES = 4 * EXCERPT_LENGTH + 16 * 1024;

/**
 * The receiver behind a URL: https, OAuth2 bearer token, the seed's body. Exactly 200 is delivered, whatever the body
 * of the answer; an answer that breaks off or does not end in time is none. Throws CONFIG_INVALID for a bad network or secret.
 */
export function webhookReceiver(options: WebhookReceiverOptions): Receiver & Pick<HttpsPost, 'close'> {
  return new WebhookReceiver(options);
}

/** One call of `deliver`. */
interface Delivery {
  readonly messages: readonly SyncMessage[];
  readonly body: string;
  readonly attempt: number;
  readonly started: number;
  readonly until: number;
}

class WebhookReceiver implements Receiver {
  readonly #options: WebhookReceiverOptions;
  readonly #api: HttpsPost;
  readonly #sign: WebhookSigner | undefined;
  /** The headers that all requests with a token have. */
  #authorized: { readonly token: string; readonly headers: readonly string[] } = { token: '', headers: [] };

  constructor(options: WebhookReceiverOptions) {
    this.#options = options;
    this.#api = httpsPost({ ...options, keepBytes: (status) => (status === 200 ? 0 : KEPT_BYTES) });
    if (options.signingSecrets !== undefined) this.#sign = webhookSigner(options.signingSecrets);
  }

  deliver(messages: readonly SyncMessage[], attempt = 1): Promise<DeliveryOutcome> {
    const started = this.#options.clock();
    const until = started + this.#options.withinMs;
    const delivery = { messages, body: syncRequestBody(messages), attempt, started, until };
    const token = this.#options.tokens.cached();
    return token === undefined ? this.#deliverWithNewToken(delivery) : this.#deliverWith(delivery, token);
  }

  async #deliverWithNewToken(delivery: Delivery): Promise<DeliveryOutcome> {
    const token = await this.#options.tokens.current(this.#options.withinMs);
    if (token.outcome === 'failed') return this.#withoutToken(delivery, token, false);
    return this.#deliverWith(delivery, token.token);
  }

  async #deliverWith(delivery: Delivery, token: string): Promise<DeliveryOutcome> {
    const first = await this.#post(delivery, token, false);
    if (first.outcome === 'delivered' || first.status !== 401) return first;
    const renewed = await this.#options.tokens.insteadOf(token, this.#left(delivery));
    if (renewed.outcome === 'failed') return this.#withoutToken(delivery, renewed, true);
    return this.#post(delivery, renewed.token, true);
  }

  close(): Promise<void> {
    return this.#api.close();
  }

  #post(delivery: Delivery, token: string, renewed: boolean): Promise<DeliveryOutcome> {
    const headers = this.#headers(delivery, token);
    const request = { headers, body: delivery.body, withinMs: this.#left(delivery) };
    return this.#api.post(request).then((answer) => {
      const now = this.#options.clock();
      const outcome = this.#outcomeOf(answer, { token, now, ms: now - delivery.started });
      this.#tell(delivery, outcome, renewed);
      return outcome;
    });
  }

  /** Milliseconds that a delivery still has; at least one. */
  #left({ until }: Delivery): number {
    return Math.max(until - this.#options.clock(), 1);
  }

  #headers({ messages, body }: Delivery, token: string): readonly string[] {
    if (this.#authorized.token !== token)
      this.#authorized = {
        token,
        headers: ['content-type', 'application/json', 'authorization', `Bearer ${token}`],
      };
    if (this.#sign === undefined) return this.#authorized.headers;
    // Of several messages in one request, all ids: the same for a request that is sent again.
    const id = messages.map(({ uniqueId }) => uniqueId).join('_');
    const timestamp = Math.floor(this.#options.clock() / 1000);
    return [...this.#authorized.headers, ...this.#sign({ id, timestamp, body })];
  }

  #outcomeOf(
    answer: PostOutcome,
    { token, now, ms }: { readonly token: string; readonly now: number; readonly ms: number },
  ): DeliveryOutcome {
    if (!answer.answered) return { outcome: 'failed', stage: answer.stage, reason: answer.reason, ms };
    const { status, retryAfter } = answer;
    if (status === 200) return { outcome: 'delivered', status, ms };
    const failure: DeliveryFailure = { outcome: 'failed', stage: 'response', status, ms };
    const { maxRetryAfterMs: maxMs } = this.#options;
    const waitMs = retryAfter === undefined ? undefined : retryAfterMs(retryAfter, { now, maxMs });
    const excerpt = excerptOf(answer.text.replaceAll(token, '***'));
    return {
      ...failure,
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      ...(excerpt === '' ? {} : { excerpt }),
    };
  }

  #withoutToken(
    delivery: Delivery,
    { reason, status }: Extract<TokenOutcome, { outcome: 'failed' }>,
    renewed: boolean,
  ): DeliveryFailure {
    const failure: DeliveryFailure = {
      outcome: 'failed',
      stage: 'token',
      reason,
      ...(status === undefined ? {} : { status }),
      ms: this.#options.clock() - delivery.started,
    };
    this.#tell(delivery, failure, renewed);
    return failure;
  }

  #tell({ messages, attempt }: Delivery, outcome: DeliveryOutcome, renewed: boolean): void {
    const [first] = messages;
    if (first === undefined) return;
    const line = {
      outcome: outcome.outcome,
      uniqueId: messages.length === 1 ? first.uniqueId : messages.map(({ uniqueId }) => uniqueId).join(','),
      messages: messages.length,
      type: first.type,
      action: first.action,
      attempt,
      renewed,
      ms: outcome.ms,
    };
    if (outcome.outcome === 'delivered') this.#options.log({ ...line, status: outcome.status });
    else this.#options.log({ ...line, ...whatFailed(outcome) });
  }
}

/** What can be told of a failure: nothing that the receiver said. */
function whatFailed({ stage, status, reason }: DeliveryFailure): Partial<DeliveryLine> {
  return {
    stage,
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
  };
}
