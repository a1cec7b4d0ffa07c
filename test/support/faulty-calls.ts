/** How likely each trouble is for a call, from 0 to 1. */
export interface CallTroubles {
  /** It fails; whether it has happened is another matter. */
  readonly fails: number;
  /** The process that made it is gone with it. */
  readonly dies: number;
}

/** One process: its calls take a while, fail, before they happen or after, and may be its last. */
export class FaultyProcess {
  readonly #random: () => number;
  readonly #troubles: () => CallTroubles;
  /** Resolves when it has died. */
  readonly died: Promise<'died'>;
  #die: (how: 'died') => void = () => {};
  isDead = false;

  constructor(options: { readonly random: () => number; readonly troubles: () => CallTroubles }) {
    this.#random = options.random;
    this.#troubles = options.troubles;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** The port as this process sees it: all its methods must be asynchronous. */
  watch<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as unknown;
        return typeof method === 'function'
          ? (...parameters: unknown[]) => this.#call(() => method.apply(target, parameters))
          : method;
      },
    });
  }

  async #call(call: () => Promise<unknown>): Promise<unknown> {
    await this.#pause();
    const { fails, dies } = this.#troubles();
    if (this.#random() < dies) this.#end();
    const failure = this.#random() < fails ? this.#random() : 1;
    if (failure < 0.5) throw new Error('failed before it happened');
    const result = await call();
    await this.#pause();
    if (this.#random() < dies) this.#end();
    if (this.isDead) return new Promise(() => {});
    if (failure < 1) throw new Error('failed after it had happened');
    return result;
  }

  async #pause(): Promise<void> {
    if (this.isDead) return new Promise(() => {});
    for (let turns = this.#random() * 4; turns > 1; turns--) await turn();
    return this.isDead ? new Promise(() => {}) : undefined;
  }

  #end(): void {
    this.isDead = true;
    this.#die('died');
  }
}

/** Lets everybody else go on first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
