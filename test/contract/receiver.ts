import type { ScriptedAnswer } from '../../lambda/adapters/memory/memory-receiver.ts';
import type { Receiver } from '../../lambda/data-sync/ports.ts';
import type { SyncMessage } from '../../lambda/domain/sync-message.ts';

/** A receiver, how to script its next answers, and what came to it. */
export interface ReceiverHarness {
  readonly receiver: Receiver;
  respond(...answers: readonly ScriptedAnswer[]): void;
  got(): readonly (readonly SyncMessage[])[];
  stop(): Promise<void>;
}

/** The time at which every harness stands still: 2026-11-22T08:00:00Z. */
export const RECEIVER_NOW = 1_795_334_400_000;

const MESSAGE: SyncMessage = {
  action: 'CUSTOMERMOD',
  payload: '{"customerID":"2142","total":1325.00,"name":"Zoë \\"Z\\""}',
  type: 'CUSTOMER',
  uniqueId: '26764466',
};
const OTHER: SyncMessage = { action: 'POSTRNCRE', payload: '{}', type: 'POSTRN', uniqueId: '26764581' };

/** What every adapter of the port `Receiver` does. */
export function receiverContract(name: string, start: () => Promise<ReceiverHarness>): void {
  describe(`${name} as a receiver`, () => {
    let harness: ReceiverHarness;
    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.stop());

    it('hands the messages over, in their order and to the letter', async () => {
      expect(await harness.receiver.deliver([MESSAGE, OTHER])).toEqual({
        outcome: 'delivered',
        status: 200,
        ms: expect.any(Number),
      });
      await harness.receiver.deliver([OTHER]);
      expect(harness.got()).toEqual([[MESSAGE, OTHER], [OTHER]]);
    });

    it('takes 200 for delivered, whatever stands in the answer', async () => {
      harness.respond({ status: 200, body: '<html>\u0000{"error":' });
      expect(await harness.receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'delivered' });
    });

    it.each([201, 202, 204, 301, 302, 304, 307, 400, 403, 404, 409, 422, 429, 500, 503])(
      'takes %i for a failure, and says so',
      async (status) => {
        harness.respond({ status });
        expect(await harness.receiver.deliver([MESSAGE])).toMatchObject({
          outcome: 'failed',
          stage: 'response',
          status,
        });
        expect(harness.got()).toHaveLength(1);
      },
    );

    it('gives up on a receiver that says 401 to the new token, too', async () => {
      harness.respond({ status: 401 }, { status: 401 });
      expect(await harness.receiver.deliver([MESSAGE])).toMatchObject({ outcome: 'failed', status: 401 });
    });

    it('shows what of the answer can be printed, and no more than its beginning', async () => {
      harness.respond({ status: 500, body: `no\u0000\u001b[31m\r\nway ${'x'.repeat(10_000)}` });
      const outcome = await harness.receiver.deliver([MESSAGE]);
      expect(outcome).toMatchObject({ excerpt: `no [31m way ${'x'.repeat(256 - 12)}` });
    });

    it.each([
      ['120', 120_000],
      ['0', 0],
      ['Sun, 22 Nov 2026 08:01:30 GMT', 90_000],
      ['Sun, 22 Nov 2026 07:00:00 GMT', 0],
      ['99999999999999999999', 15 * 60_000],
    ])('understands Retry-After: %s', async (retryAfter, ms) => {
      harness.respond({ status: 429, retryAfter });
      expect(await harness.receiver.deliver([MESSAGE])).toMatchObject({ retryAfterMs: ms });
    });

    it.each(['soon', '-1', '1.5', '2026-11-22T08:01:30Z'])(
      'does not guess at Retry-After: %s',
      async (retryAfter) => {
        harness.respond({ status: 503, retryAfter });
        expect(await harness.receiver.deliver([MESSAGE])).not.toHaveProperty('retryAfterMs');
      },
    );
  });
}
