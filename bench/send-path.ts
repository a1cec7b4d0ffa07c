import Pool from 'undici/lib/dispatcher/pool.js';
import { webhookReceiver } from '../lambda/adapters/http/webhook-receiver.ts';
import { drain } from '../lambda/data-sync/drain.ts';
import { syncMessage, syncRequestBody } from '../lambda/domain/sync-message.ts';
import { ENDLESS_LEASES, QueuedRows, type QueuedRowsOptions } from './queued-rows.ts';
import type { WebhookStub } from './start-webhook-stub.ts';

/** About a kilobyte, as the measurements of others are. */
export const JSON_OBJECT = JSON.stringify({
  customerID: '2142',
  signupDate: '2020-12-02',
  notes: 'x'.repeat(800),
  total: '1325.00',
});

const TOKEN = 't'.repeat(800);
const MINUTE_MS = 60_000;

export interface SendPathOptions {
  readonly concurrency: number;
  readonly batchSize: number;
}

/** The whole way that messages go: queue, window, scheduling, token, body, POST, answer, removal, log line. */
export function sendPath(stub: WebhookStub, { concurrency, batchSize }: SendPathOptions) {
  let lines = 0;
  const receiver = webhookReceiver({
    url: stub.url,
    allowedNetworks: ['127.0.0.0/8', '::1/128'],
    connections: concurrency,
    timeouts: { connectMs: 5_000, headersMs: 20_000, bodyMs: 20_000 },
    withinMs: 20_000,
    maxRetryAfterMs: MINUTE_MS,
    tls: { ca: stub.ca },
    tokens: {
      cached: () => TOKEN,
      current: async () => ({ outcome: 'token', token: TOKEN }),
      insteadOf: async () => ({ outcome: 'token', token: TOKEN }),
    },
    clock: Date.now,
    log: () => {
      lines += 1;
    },
  });
  const send = async (rows: QueuedRowsOptions): Promise<void> => {
    const queues = new QueuedRows(rows);
    const lease = { worker: 0, token: '1', until: Date.now() + MINUTE_MS };
    const result = await drain(
      { queues, leases: ENDLESS_LEASES, receiver, clock: Date.now, after },
      {
        lease,
        leaseMs: MINUTE_MS,
        lanes: [],
        from: 'pending',
        concurrency,
        batchSize,
        messagesPerRequest: 1,
        requestTimeoutMs: 20_000,
        until: Date.now() + 10 * MINUTE_MS,
        failures: {
          mode: 'stop',
          maxAttempts: 1,
          breakerThreshold: 1,
          breakerPauseMs: 1,
          breakerProbes: 1,
          backoffMs: () => 1,
        },
      },
    );
    if (result.ended !== 'empty' || queues.removed !== rows.rows) throw new Error(JSON.stringify(result));
  };
  return { send, lines: () => lines, close: () => receiver.close() };
}

/** undici's `dispatch` and nothing else: the same body and headers, the same number in flight. */
export function bareDispatch(stub: WebhookStub, concurrency: number) {
  const { origin, pathname: path } = new URL(stub.url);
  const pool = new Pool(origin, { connections: concurrency, connect: { ca: stub.ca }, allowH2: false });
  const row = { objName: 'Customer', uniqueId: '2142', action: 'UPDATE', jsonObject: JSON_OBJECT } as const;
  const about = { lane: 0, number: '26764466', orderKey: '2142', enqueuedAt: 0, version: 1 };
  const body = syncRequestBody([syncMessage({ ...row, ...about })]);
  const headers = ['content-type', 'application/json', 'authorization', `Bearer ${TOKEN}`];
  const send = (messages: number) =>
    new Promise<void>((resolve, reject) => {
      let [sent, answered] = [0, 0];
      const next = () => {
        if (sent === messages) return;
        sent += 1;
        pool.dispatch(
          { path, method: 'POST', headers, body },
          {
            onRequestStart() {},
            onResponseStart() {},
            onResponseData() {},
            onResponseError: (_controller, error) => reject(error),
            onResponseEnd() {
              answered += 1;
              if (answered === messages) resolve();
              else next();
            },
          },
        );
      };
      for (let index = 0; index < concurrency; index += 1) next();
    });
  return { send, close: () => pool.destroy() };
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
