export interface SampleEvent {
  readonly account: string;
  /** Counts the account's events from 1. */
  readonly tick: number;
  readonly id: string;
  /** The event as it stands in the stream. */
  readonly text: string;
}

/** Writes events of some accounts, whose ticks go on from call to call. Their numbers are ones that doubles cannot hold. */
export class EventWriter {
  readonly written: SampleEvent[] = [];
  readonly #ticks = new Map<string, number>();
  readonly #put: (event: SampleEvent) => void;

  constructor(put: (event: SampleEvent) => void) {
    this.#put = put;
  }

  /** Events of `accounts` accounts in turn; every other event is in the CloudEvents format. */
  write(count: number, accounts: number): void {
    for (let i = 0; i < count; i += 1) {
      const account = `0012x00000${String(i % accounts).padStart(5, '0')}`;
      const tick = (this.#ticks.get(account) ?? 0) + 1;
      this.#ticks.set(account, tick);
      const event = sampleEvent(account, tick);
      this.written.push(event);
      this.#put(event);
    }
  }
}

function sampleEvent(account: string, tick: number): SampleEvent {
  const id = `${account}-${tick}`;
  const fields =
    `{"Account Id":"${account}","Object Type":"Order","id":77405618597879914,"Parent":12345678901234567890,` +
    `"Amount":-20.00,"Package":null,"Name":"Zürich ☂","_action":"update","_event_id":"${id}","_tick":${tick}}`;
  const text =
    tick % 2 === 0
      ? fields
      : `{"specversion":"1.0","id":"${id}","source":"/millrace","type":"Order.update","data":${fields}}`;
  return { account, tick, id, text };
}

/** What is wrong with the lines that a consumer wrote, in words; empty when every event is there once, whole and in order. */
export function faultsIn(lines: readonly string[], events: readonly SampleEvent[]): readonly string[] {
  const places = new Map<string, number[]>();
  for (const [place, line] of lines.entries()) places.set(line, [...(places.get(line) ?? []), place]);
  const known = new Set(events.map((event) => event.text));
  const last = new Map<string, number>();
  const faults = lines.filter((line) => !known.has(line)).map((line) => `nobody wrote ${line}`);
  for (const { account, id, text } of events) {
    const found = places.get(text) ?? [];
    const place = found[0] ?? -1;
    if (found.length !== 1) faults.push(`${id} came ${found.length} times`);
    else if (place < (last.get(account) ?? -1)) faults.push(`${id} came too early`);
    if (place >= 0) last.set(account, place);
  }
  return faults;
}
