import type { StreamRecord } from '../../lambda/event-publisher/contract.ts';
import type { ParkingPlace } from '../../lambda/event-publisher/ports.ts';
import { EventPublisher } from '../../lambda/event-publisher/publish-events.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import type { SimulatedKinesis } from './simulated-kinesis.ts';
import type { Invocation } from './simulated-mapping.ts';
import type { SteppedTime } from './stepped-time.ts';

const LAMBDA_TIMEOUT_MS = 10_000;
const MARGIN_MS = 1_000;

export interface MortalPublisherOptions {
  readonly kinesis: SimulatedKinesis;
  readonly parking: ParkingPlace;
  readonly maxRecordBytes: number;
  readonly time: SteppedTime;
  readonly random: () => number;
  /** Whether this invocation is killed before it ends, at any moment. */
  readonly isKilled: () => boolean;
}

/** Invokes the publisher's function as Lambda does: in its time, unless it is killed; whose calls nobody waits for any more. */
export function mortalPublisher(
  options: MortalPublisherOptions,
): (records: readonly StreamRecord[]) => Promise<Invocation> {
  const { kinesis, parking, maxRecordBytes, time, random, isKilled } = options;
  return async (records) => {
    let alive = true;
    const never = new Promise<never>(() => {});
    const whileAlive = async <T>(work: Promise<T>): Promise<T> => {
      const done = await work;
      return alive ? done : never;
    };
    const publisher = new EventPublisher({
      renderer: new EventRenderer({ format: 'event', source: 'test' }),
      maxRecordBytes,
      sink: { put: (events, put) => (alive ? whileAlive(kinesis.put(events, put)) : never) },
      parking: { park: (record, park) => whileAlive(parking.park(record, park)) },
      clock: time.clock,
      timer: (delayMs, ring) => time.timer(delayMs, () => alive && ring()),
      random,
      log: { parked: () => {}, failed: () => {} },
    });
    const killedAfter = isKilled() ? random() * 200 : LAMBDA_TIMEOUT_MS;
    const kill = time.wait(killedAfter).then((): Invocation => ({ failed: true }));
    const ended = publisher
      .publish(records, time.now + LAMBDA_TIMEOUT_MS - MARGIN_MS)
      .then((report): Invocation => ({ returned: report.response }));
    const invocation = await Promise.race([ended, kill]);
    alive = false;
    kinesis.forgetCalls();
    return invocation;
  };
}
