/** A request as it came to the receiver, and how it was answered. */
export interface ReceivedMessage {
  /** When it had come whole: ISO 8601. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** As they came, but for the authorization, of which only the scheme is kept. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The text, byte for byte. */
  readonly body: string;
  /** With what status it was answered. */
  readonly status: number;
}

/** What is kept of bodies, so that a receiver that nobody empties does not grow for ever. */
const MAX_CHARACTERS = 256 * 1024 * 1024;

/** What came, in the order in which it came; the oldest go when it gets too much. */
export class ReceivedMessages {
  readonly #messages: ReceivedMessage[] = [];
  #characters = 0;

  list(): readonly ReceivedMessage[] {
    return this.#messages;
  }

  add(message: ReceivedMessage): void {
    this.#messages.push(message);
    this.#characters += message.body.length;
    while (this.#characters > MAX_CHARACTERS) this.#characters -= this.#messages.shift()?.body.length ?? 0;
  }

  clear(): void {
    this.#messages.length = 0;
    this.#characters = 0;
  }
}
