import type { DeliveryOutcome, Receiver } from '../../lambda/data-sync/ports.ts';
import type { SyncMessage } from '../../lambda/domain/sync-message.ts';
import type { SteppedTime } from './stepped-time.ts';

/** Takes what it gets, each after some time, as long as it is not told otherwise. */
export class TakingReceiver implements Receiver {
  readonly got: SyncMessage[] = [];
  /** Ids of all that was ever sent, whatever the answer. */
  readonly sent = new Set<string>();
  /** Answers with 503 so many times before it takes the message with this uniqueId. */
  readonly refusals = new Map<string, number>();
  readonly #time: SteppedTime;

  constructor(time: SteppedTime) {
    this.#time = time;
  }

  async deliver(messages: readonly SyncMessage[]): Promise<DeliveryOutcome> {
    for (const { uniqueId } of messages) this.sent.add(uniqueId);
    await this.#time.wait(20);
    const refused = messages.find(({ uniqueId }) => (this.refusals.get(uniqueId) ?? 0) > 0);
    if (refused !== undefined) {
      this.refusals.set(refused.uniqueId, (this.refusals.get(refused.uniqueId) ?? 0) - 1);
      return { outcome: 'failed', stage: 'response', status: 503, ms: 20 };
    }
    this.got.push(...messages);
    return { outcome: 'delivered', status: 200, ms: 20 };
  }
}
