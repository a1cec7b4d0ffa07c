import { MemoryParkingPlace } from '../../../lambda/adapters/memory/memory-parking-place.ts';
import { describeParkingPlace } from '../../contract/parking-place.ts';

describeParkingPlace('in memory', async () => {
  const parking = new MemoryParkingPlace();
  return {
    parking,
    kept: () => parking.parked,
    breakDown: () => {
      parking.isDown = true;
    },
    close: () => {},
  };
});
