/** One event of the stream, and what the record's table row would be after it. */
export interface RandomEvent {
  readonly account: string;
  readonly text: string;
}

/**
 * Commands at random over a few accounts: records are inserted, updated, deleted and made anew, their events given in the form of the
 * event stream. `records` is what must stand in the end: by `account|type|id` the document without the event's own members.
 */
export class RandomCommands {
  readonly records = new Map<string, string>();
  readonly sales = new Map<string, bigint>();
  readonly #ticks = new Map<string, number>();
  readonly #random: () => number;
  #count = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The event of the next command. */
  next(): RandomEvent {
    this.#count += 1;
    const account = `Customer#${this.#below(7)}`;
    const type = this.#below(3) === 0 ? 'Transaction' : 'Customer';
    const id = String(this.#below(4));
    const key = `${account}|${type}|${id}`;
    const tick = (this.#ticks.get(account) ?? 0) + 1;
    this.#ticks.set(account, tick);
    const stands = this.records.has(key);
    const action = stands ? (this.#below(4) === 0 ? 'delete' : 'update') : 'insert';
    const cents = BigInt(this.#below(1_000_000_000)) * 1_000_000_007n;
    const fields = this.#fields({ type, id, cents });
    if (action === 'delete') this.records.delete(key);
    else this.records.set(key, `{${fields}}`);
    if (type === 'Transaction' && action === 'delete') this.sales.delete(key);
    else if (type === 'Transaction') this.sales.set(key, cents);
    const stamps = `"_action":"${action}","_event_id":"event-${this.#count}","_transaction_id":"t-${this.#count}","_tick":${tick}`;
    return { account, text: `{${fields},${stamps}}` };
  }

  #fields({ type, id, cents }: { type: string; id: string; cents: bigint }): string {
    const amount = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
    return (
      `"Object Type":"${type}","id":"${id}","Modified":"2026-11-22 09:${10 + this.#below(50)}:00.000+00",` +
      `"businessDate":"2026-11-${10 + this.#below(3)}","currencyTypeCode":"USD","total":${amount},` +
      `"number":${this.#count}77405618597879914,"nothing":null,"nested":"{\\"a\\":-20.00}"`
    );
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
