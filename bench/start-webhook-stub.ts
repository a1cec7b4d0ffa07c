import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A receiver in a process of its own. */
export interface WebhookStub {
  readonly url: string;
  readonly ca: string;
  /** How long it took to answer, on average, since it was last asked; milliseconds. */
  readonly meanMs: () => Promise<number>;
  readonly stop: () => void;
}

/** Starts a receiver over TLS that answers after so many milliseconds on average. */
export async function startWebhookStub(meanMs: number): Promise<WebhookStub> {
  const child = fork(path.join(import.meta.dirname, 'webhook-stub-process.ts'), [String(meanMs)]);
  const [{ url, ca }] = (await once(child, 'message')) as [{ url: string; ca: string }];
  return {
    url,
    ca,
    meanMs: async () => {
      child.send('how long?');
      const [{ messages, ms }] = (await once(child, 'message')) as [{ messages: number; ms: number }];
      return ms / messages;
    },
    stop: () => child.disconnect(),
  };
}
