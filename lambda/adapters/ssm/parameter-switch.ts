import { AppError } from '../../domain/app-error.ts';
import type { Clock } from '../../domain/clock.ts';
import type { CaptureSwitch } from '../../sync-enqueuer/ports.ts';
import type { AwsHttpClient } from '../http/aws-http-client.ts';

/** A change of the setting is in force everywhere after so long. */
const KEPT_MS = 10_000;
/** While Parameter Store is out of reach, what it last said holds so long. */
const KEPT_IN_NEED_MS = 5 * 60_000;
const TIMEOUT_MS = 2_000;
const TRIES = 3;

/** The seed's words for it: "set this to true or Yes, otherwise set to false/No". */
const MEANINGS = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

export interface ParameterSwitchOptions {
  /** Signs for `ssm`. */
  readonly client: Pick<AwsHttpClient, 'send'>;
  /** Name of the parameter. */
  readonly name: string;
  readonly clock: Clock;
}

/**
 * A parameter of Parameter Store that says true or yes, false or no, read again every 10 seconds at most. Rejects with AppError
 * INTERNAL (retryable) when it cannot be read and has not been for five minutes, or says anything else.
 */
export class ParameterSwitch implements CaptureSwitch {
  readonly #options: ParameterSwitchOptions;
  #last: { readonly isOn: boolean; readonly at: number } | undefined;

  constructor(options: ParameterSwitchOptions) {
    this.#options = options;
  }

  async isOn(): Promise<boolean> {
    const now = this.#options.clock();
    if (this.#last !== undefined && now - this.#last.at < KEPT_MS) return this.#last.isOn;
    const value = await this.#value();
    const isOn = value === undefined ? this.#inNeed(now) : MEANINGS.get(value.trim().toLowerCase());
    if (isOn === undefined)
      throw new AppError(
        'INTERNAL',
        `the parameter ${this.#options.name} cannot be read, or is neither true nor false; set it to one of them`,
        { retryable: true },
      );
    if (value !== undefined) this.#last = { isOn, at: now };
    return isOn;
  }

  #inNeed(now: number): boolean | undefined {
    return this.#last !== undefined && now - this.#last.at < KEPT_IN_NEED_MS ? this.#last.isOn : undefined;
  }

  async #value(): Promise<string | undefined> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const answer = await this.#options.client.send({
        method: 'POST',
        path: '/',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
        body: Buffer.from(JSON.stringify({ Name: this.#options.name })),
        timeoutMs: TIMEOUT_MS,
      });
      if (answer.status === 200) return valueIn(answer.body);
      if (answer.status !== undefined && answer.status < 500 && !answer.body.includes('Throttl'))
        return undefined;
    }
    return undefined;
  }
}

function valueIn(body: string): string | undefined {
  const answer = JSON.parse(body) as { Parameter?: { Value?: unknown } };
  return typeof answer.Parameter?.Value === 'string' ? answer.Parameter.Value : undefined;
}
