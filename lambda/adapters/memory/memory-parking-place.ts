import type { ParkedRecord, ParkingPlace } from '../../event-publisher/ports.ts';

/** A parking place in memory, for tests. */
export class MemoryParkingPlace implements ParkingPlace {
  readonly parked: ParkedRecord[] = [];
  /** While true, nothing is kept. */
  isDown = false;

  async park(parked: ParkedRecord): Promise<boolean> {
    if (!this.isDown) this.parked.push(parked);
    return !this.isDown;
  }
}
