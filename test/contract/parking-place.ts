import type { ParkedRecord, ParkingPlace } from '../../lambda/event-publisher/ports.ts';
import { streamRecord } from '../support/stream-records.ts';

/** A parking place to try, and a look behind it. */
export interface ParkingPlaceSetUp {
  readonly parking: ParkingPlace;
  readonly kept: () => readonly { readonly reason: string; readonly record: unknown }[];
  /** From now on, nothing is kept. */
  readonly breakDown: () => void;
  readonly close: () => Promise<void> | void;
}

/** The promises of the port `ParkingPlace`; every adapter of it keeps them. */
export function describeParkingPlace(name: string, setUp: () => Promise<ParkingPlaceSetUp>): void {
  describe(`the parking place ${name}`, () => {
    const newImage = {
      Name: { S: 'ü\ud800' },
      Number: { N: '4412964684870431366.10' },
      Bytes: { B: 'AAEC' },
    };
    const parked: ParkedRecord = {
      record: streamRecord({ newImage }),
      owner: '0012x000004xuvq',
      reason: 'too-large',
      at: Date.UTC(2026, 10, 22, 7),
    };

    it('keeps a record whole, with the reason', async () => {
      const { parking, kept, close } = await setUp();
      expect(await parking.park(parked, { timeoutMs: 5_000 })).toBe(true);
      expect(kept()).toEqual([expect.objectContaining({ reason: 'too-large', record: parked.record })]);
      await close();
    });

    it('says within the time that it could not', async () => {
      const { parking, kept, breakDown, close } = await setUp();
      breakDown();
      expect(await parking.park(parked, { timeoutMs: 200 })).toBe(false);
      expect(kept()).toEqual([]);
      await close();
    });
  });
}
