/** How one request is answered. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly delayMs: number;
}

/** What POST /respond asks for: `times` (1) requests are answered with `status` (200) after `delayMs` (0). */
export interface ScriptRequest {
  readonly status?: unknown;
  readonly delayMs?: unknown;
  readonly times?: unknown;
}

const USUAL: ScriptedAnswer = { status: 200, delayMs: 0 };
const MAX_DELAY_MS = 10 * 60 * 1000;
const MAX_TIMES = 1_000_000;

/** The next answers of the receiver, each set of them behind those that were asked for before; 200 at once after the last. */
export class ScriptedAnswers {
  #script: { readonly answer: ScriptedAnswer; times: number }[] = [];

  /** Adds to the script, or throws RangeError that says what is wrong. `times` 0 takes back all that is left of it. */
  add(request: ScriptRequest): void {
    const status = whole('status', request.status ?? USUAL.status, { min: 200, max: 599 });
    const delayMs = whole('delayMs', request.delayMs ?? USUAL.delayMs, { min: 0, max: MAX_DELAY_MS });
    const times = whole('times', request.times ?? 1, { min: 0, max: MAX_TIMES });
    if (times === 0) this.#script = [];
    else this.#script.push({ answer: { status, delayMs }, times });
  }

  /** The answer to the next request. */
  next(): ScriptedAnswer {
    const [first] = this.#script;
    if (first === undefined) return USUAL;
    first.times -= 1;
    if (first.times === 0) this.#script.shift();
    return first.answer;
  }
}

function whole(name: string, value: unknown, { min, max }: { min: number; max: number }): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(
    `${name}: got ${JSON.stringify(value)}, expected a whole number from ${min} to ${max}`,
  );
}
