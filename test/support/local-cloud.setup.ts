import { join } from 'node:path';
import { type LocalRun, startLocalRun } from './local-run.ts';

declare global {
  /** The local system of this jest run, for its teardown. */
  var millraceLocalRun: LocalRun | undefined;
}

/**
 * Brings up the system as `npm start` does, without the tour, in a folder of its own, and tells the tests where it is:
 * MILLRACE_OUTPUTS names its outputs.json, and AWS clients find the local AWS by themselves. jest runs this once
 * before the first integration test, however few of them are asked for.
 */
export default async function setUp(): Promise<void> {
  const run = startLocalRun({ args: ['--no-tour'] });
  globalThis.millraceLocalRun = run;
  try {
    const outputs = await run.outputs();
    Object.assign(process.env, {
      MILLRACE_OUTPUTS: join(run.home, 'outputs.json'),
      AWS_ENDPOINT_URL: outputs.endpoint,
      AWS_REGION: outputs.region,
      AWS_DEFAULT_REGION: outputs.region,
      AWS_ACCESS_KEY_ID: outputs.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: outputs.credentials.secretAccessKey,
    });
  } catch (error) {
    // jest leaves the teardown out when the setup fails.
    await run.dispose();
    throw error;
  }
}
