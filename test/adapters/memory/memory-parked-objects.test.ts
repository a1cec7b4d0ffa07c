import { MemoryParkedObjects } from '../../../lambda/adapters/memory/memory-parked-objects.ts';
import { describeParkedObjects } from '../../contract/parked-objects.ts';

describeParkedObjects('in memory', async () => {
  const objects = new MemoryParkedObjects();
  return {
    objects,
    put: (key, text) => {
      objects.objects.set(key, text);
    },
    close: () => {},
  };
});
