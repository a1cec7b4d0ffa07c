/** An event as an EventSource client dispatches it (WHATWG HTML, 9.2.6). */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** Reads an event stream as the standard says, from pieces cut anywhere. */
export class SseParser {
  readonly events: SseEvent[] = [];
  lastEventId = '';
  retryMs: number | undefined;
  comments = 0;
  #rest = '';
  #data: string[] = [];
  #event = '';

  push(text: string): readonly SseEvent[] {
    const before = this.events.length;
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    return this.events.slice(before);
  }

  #line(line: string): void {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) {
      this.comments += 1;
      return;
    }
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id') this.lastEventId = value;
    else if (field === 'retry') this.retryMs = Number(value);
    else throw new Error(`a field that no client knows: ${field}`);
  }

  #dispatch(): void {
    if (this.#data.length > 0)
      this.events.push({
        event: this.#event || 'message',
        data: this.#data.join('\n'),
        lastEventId: this.lastEventId,
      });
    this.#data = [];
    this.#event = '';
  }
}
