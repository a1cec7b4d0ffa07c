import type { Receiver } from '../../lambda/data-sync/ports.ts';
import { CutPorts } from '../support/cut-ports.ts';
import { type JobPorts, runJob } from '../support/sync-job.ts';
import {
  ALL,
  byNumber,
  expectAllRight,
  type Kind,
  LEASE_OVER_MS,
  run,
  world,
} from '../support/sync-world.ts';

describe('two runs that are started together', () => {
  it.each<Kind>(['memory', 'DynamoDB'])(
    'send once: the other is skipped, as the monitor tells (%s)',
    async (kind) => {
      const here = await world(kind);
      const both = ['one', 'two'].map((runId) => runJob(here.process(new CutPorts()), runId));
      const ended = await here.time.until(Promise.all(both));
      expect(ended.map(({ status }) => status).sort()).toEqual(['skipped', 'success']);
      expect(here.receiver.got.map(({ uniqueId }) => uniqueId).sort(byNumber)).toEqual(
        ALL.map(({ number }) => number),
      );
      const listed = await here.time.until(here.runs.list({ limit: 10 }));
      expect(listed.find(({ status }) => status === 'skipped')).toMatchObject({
        tasks: 1,
        skipped: 1,
        delivered: 0,
        reason: 'another run is sending',
      });
      expect(listed.find(({ status }) => status === 'success')).toMatchObject({
        tasks: 1,
        success: 1,
        delivered: 10,
      });
    },
  );
});

describe('a run whose lease ran out', () => {
  it.each<Kind>(['memory', 'DynamoDB'])(
    'sends nothing more when it wakes up late, and spoils nothing (%s)',
    async (kind) => {
      const here = await world(kind, { DataSyncConcurrency: '1' });
      const sleeper = new Sleeper(here.receiver);
      const late = runJob(sleeper.asleep(here.process(new CutPorts())), 'late');
      await here.time.until(sleeper.sent);
      here.time.now += LEASE_OVER_MS;
      await run(here, { runId: 'next', cut: new CutPorts() });
      const before = [...here.receiver.got];
      sleeper.wakeUp();
      expect(await here.time.until(late)).toMatchObject({ status: 'canceled', canceled: 1 });
      expect(here.receiver.got).toEqual(before);
      expectAllRight(here, { inFlight: new Set(['1']), severalInOne: false });
    },
  );
});

/** A process that stands still after its first message has got through, whose clock and timers stand still with it. */
class Sleeper {
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
