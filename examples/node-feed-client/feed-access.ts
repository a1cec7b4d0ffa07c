import { readFileSync } from 'node:fs';

/** What is known of the feed and of who reads it. */
interface FeedPlace {
  readonly feedUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Where the feed is, and the token that it wants. */
export class FeedAccess {
  readonly #place: FeedPlace;
  #token: string | undefined;
  #isAccepted = false;
  #endsAt = 0;

  constructor(place: FeedPlace) {
    this.#place = place;
  }

  /** From the command line, or from the file that npm start writes. */
  static of(options: Readonly<Record<string, string | boolean | undefined>>): FeedAccess {
    if (typeof options.outputs !== 'string')
      return new FeedAccess({
        feedUrl: String(options['feed-url']),
        tokenUrl: String(options['token-url']),
        clientId: process.env.FEED_CLIENT_ID ?? '',
        clientSecret: process.env.FEED_CLIENT_SECRET ?? '',
      });
    const { feedUrl, oauth } = JSON.parse(readFileSync(options.outputs, 'utf8'));
    return new FeedAccess({ feedUrl, tokenUrl: oauth.tokenUrl, ...oauth.clients['feed-reader'] });
  }

  /** Of the stream, with the event to go on behind. */
  url(stream: 'load' | 'changes', lastId: string | undefined): string {
    const query = lastId === undefined ? '' : `?${new URLSearchParams({ lastEventId: lastId })}`;
    return `${this.#place.feedUrl.replace(/\/$/, '')}/feed/${stream}${query}`;
  }

  /** A token that lasts for another minute at least. Throws when none can be had. */
  async token(): Promise<string> {
    if (this.#token === undefined || Date.now() > this.#endsAt - 60_000) await this.#fetch();
    return this.#token ?? '';
  }

  /** The feed has taken the token. */
  accept(): void {
    this.#isAccepted = true;
  }

  /** Whether a new token may help: not when the one that was refused was never taken. */
  renew(): boolean {
    const wasAccepted = this.#isAccepted;
    this.#isAccepted = false;
    this.#token = undefined;
    return wasAccepted;
  }

  async #fetch(): Promise<void> {
    const { tokenUrl, clientId, clientSecret } = this.#place;
    const user = [clientId, clientSecret].map(encodeURIComponent).join(':');
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(user).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      signal: AbortSignal.timeout(30_000),
    });
    if (!answer.ok) throw new Error(`${tokenUrl} answered ${answer.status}: ${await answer.text()}`);
    const { access_token: token, expires_in: seconds = 300 } = (await answer.json()) as {
      access_token: string;
      expires_in?: number;
    };
    this.#token = token;
    this.#endsAt = Date.now() + seconds * 1000;
  }
}
