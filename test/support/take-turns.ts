import { dirname, join } from 'node:path';
import { waitForLock } from '../../local/lock.ts';
import { localSystemFile } from './local-system.ts';

/** As long as all the others together may take. */
const PATIENCE_MS = 900_000;

// Tests in test/flow/ fill and empty the queues of the one system that has been brought up: they take turns. All other tests have
// their own tables, streams and processes, and run beside them.
if (expect.getState().testPath?.includes('/test/flow/')) {
  let release: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const folder = join(dirname(localSystemFile()), 'turn');
    release = await waitForLock(folder, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      onWait: () => undefined,
    });
  }, PATIENCE_MS);
  afterAll(() => release?.());
}
