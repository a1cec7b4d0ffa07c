import { type FailureContext, judgeFailure } from '../../lambda/data-sync/judge-failure.ts';
import type { DeliveryFailure } from '../../lambda/data-sync/ports.ts';
import { PARK, STOP } from '../support/drain-world.ts';

function context(failure: Partial<DeliveryFailure>, more: Partial<FailureContext> = {}): FailureContext {
  const whole = { outcome: 'failed', stage: 'response', ms: 1, ...failure } as const;
  return { failure: whole, attempt: 1, failuresInARow: 1, failedProbes: 0, ...more };
}

const STAGES = ['destination', 'dns', 'connect', 'tls', 'timeout', 'token', 'response'] as const;

describe('a failure in mode stop', () => {
  it.each(STAGES)('stops the run at stage %s', (stage) => {
    expect(judgeFailure(STOP, context({ stage }))).toEqual({ do: 'stop' });
  });

  it.each([201, 204, 301, 400, 401, 404, 429, 500, 503])('stops the run for status %i', (status) => {
    expect(judgeFailure(STOP, context({ status, retryAfterMs: 1 }))).toEqual({ do: 'stop' });
  });
});

describe('a failure in mode park', () => {
  it.each([400, 404, 405, 406, 409, 410, 411, 413, 414, 415, 422])(
    'of status %i parks the message at once',
    (status) => {
      expect(judgeFailure(PARK, context({ status }))).toEqual({ do: 'park' });
    },
  );

  it.each([
    { stage: 'timeout' },
    { stage: 'response' },
    { status: 204 },
    { status: 302 },
    { status: 418 },
    { status: 500 },
  ] as const)('that may be either’s fault is tried as often as is set: %j', (failure) => {
    expect(judgeFailure(PARK, context(failure, { attempt: 2 }))).toEqual({
      do: 'retry',
      afterMs: 4_000,
      pauseMs: 0,
    });
    expect(judgeFailure(PARK, context(failure, { attempt: 3 }))).toEqual({ do: 'park' });
  });

  it.each([
    { stage: 'destination' },
    { stage: 'dns' },
    { stage: 'connect' },
    { stage: 'tls' },
    { stage: 'token' },
    { stage: 'token', status: 400 },
    { status: 401 },
    { status: 403 },
    { status: 429 },
    { status: 502 },
    { status: 503 },
    { status: 504 },
  ] as const)('that is no message’s fault never parks one: %j', (failure) => {
    expect(judgeFailure(PARK, context(failure, { attempt: 99 }))).toMatchObject({ do: 'retry' });
  });

  it('waits as Retry-After says, everybody does, and the customer a little longer', () => {
    const failure = { status: 429, retryAfterMs: 7_000 };
    expect(judgeFailure(PARK, context(failure))).toEqual({ do: 'retry', afterMs: 9_000, pauseMs: 7_000 });
  });

  it('that is one of too many in a row makes everybody wait, and parks nothing at once', () => {
    const down = { failuresInARow: 10 };
    expect(judgeFailure(PARK, context({ status: 404 }, down))).toEqual({
      do: 'retry',
      afterMs: 32_000,
      pauseMs: 30_000,
    });
    expect(judgeFailure(PARK, context({ status: 503, retryAfterMs: 5_000 }, down))).toMatchObject({
      pauseMs: 5_000,
    });
  });

  it('of as many probes as are set stops the run', () => {
    const down = { failuresInARow: 30, failedProbes: 5 };
    expect(judgeFailure(PARK, context({ stage: 'connect' }, down))).toEqual({ do: 'stop' });
    expect(judgeFailure(PARK, context({ status: 429, retryAfterMs: 1 }, down))).toEqual({ do: 'stop' });
    expect(judgeFailure(PARK, context({ stage: 'connect' }, { ...down, failedProbes: 4 }))).toMatchObject({
      do: 'retry',
    });
  });
});
