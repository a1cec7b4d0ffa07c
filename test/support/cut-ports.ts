/** How a call ends that a run is cut at; `dies`: so does the process, and with it all else that it was about to do. */
export const CUTS = ['throws before', 'throws after', 'dies before', 'dies after'] as const;

/** One of CUTS. */
export type Cut = (typeof CUTS)[number];

type Port = Record<string, unknown>;

/** Sees every call that a process makes to the outside, whatever it is, and cuts the process at one of them. */
export class CutPorts {
  /** The calls so far, as `port.method`, or `client.send QueryCommand` where what is called is a command of its own. */
  readonly calls: string[] = [];
  /** Resolves when the process has died. */
  readonly died: Promise<'died'>;
  readonly #cut: { readonly at: number; readonly how: Cut } | undefined;
  #isDead = false;
  #die: (how: 'died') => void = () => {};

  constructor(cut?: { readonly at: number; readonly how: Cut }) {
    this.#cut = cut;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** Ports whose asynchronous methods are all watched. Functions such as clocks are left as they are. */
  watch<Ports extends object>(ports: Ports): Ports {
    const watched = Object.entries(ports).map(([name, port]) => [
      name,
      typeof port === 'object' && port !== null ? this.#port(name, port as Port) : this.#alive(port),
    ]);
    return Object.fromEntries(watched) as Ports;
  }

  #port(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, method) => {
        const value = target[method as string];
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]) =>
          this.#call(callName(`${name}.${String(method)}`, parameters[0]), () =>
            value.apply(target, parameters),
          );
      },
    });
  }

  /** The timers of a process that has died ring no more. */
  #alive(value: unknown): unknown {
    if (typeof value !== 'function' || value.length < 2) return value;
    return (ms: number, callback: () => void) => value(ms, () => this.#isDead || callback());
  }

  async #call(name: string, call: () => unknown): Promise<unknown> {
    if (this.#isDead) return new Promise(() => {});
    const index = this.calls.push(name) - 1;
    const how = this.#cut?.at === index ? this.#cut.how : undefined;
    if (how === undefined) {
      const result = await call();
      return this.#isDead ? new Promise(() => {}) : result;
    }
    if (how.endsWith('after')) await call();
    if (how.startsWith('throws')) throw new Error(`cut at ${name}`);
    this.#isDead = true;
    this.#die('died');
    return new Promise(() => {});
  }
}

function callName(method: string, parameter: unknown): string {
  const kind = (parameter as object | undefined)?.constructor.name;
  return kind?.endsWith('Command') ? `${method} ${kind}` : method;
}

/** Where to cut a run that made these calls: everywhere; of reads made side by side, which leave nothing behind, at the first and the last. */
export function cutsOf(calls: readonly string[]): readonly number[] {
  return [...calls.keys()].filter((at) => {
    const [before, call = '', after] = [calls[at - 1], calls[at], calls[at + 1]];
    return !/ (?:Query|Get|BatchGet)\w*$/.test(call) || call !== before || call !== after;
  });
}
