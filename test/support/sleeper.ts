import type { Receiver } from '../../lambda/data-sync/ports.ts';
import type { JobPorts } from './sync-job.ts';

/** A process that stands still after its first message has got through, whose clock and timers stand still with it. */
export class Sleeper {
  /** Its first message is there. */
  readonly sent: Promise<void>;
  readonly #receiver: Receiver;
  readonly #awake: Promise<void>;
  #isAsleep = true;
  #tellSent: () => void = () => {};
  wakeUp: () => void = () => {};

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
    this.sent = new Promise((resolve) => {
      this.#tellSent = resolve;
    });
    this.#awake = new Promise((resolve) => {
      this.wakeUp = () => {
        this.#isAsleep = false;
        resolve();
      };
    });
  }

  asleep(ports: JobPorts): JobPorts {
    const deliver: Receiver['deliver'] = async (messages) => {
      const outcome = await this.#receiver.deliver(messages);
      this.#tellSent();
      await this.#awake;
      return outcome;
    };
    const after: JobPorts['after'] = (ms, callback) =>
      ports.after(ms, () => {
        if (this.#isAsleep) void this.#awake.then(callback);
        else callback();
      });
    return { ...ports, receiver: { deliver }, after };
  }
}
