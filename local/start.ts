import { setTimeout as pause } from 'node:timers/promises';
import { interrupts } from './interrupts.ts';
import { type Stop, startLocalCloud } from './local-cloud.ts';
import { Interrupted, LocalError, messageOf } from './local-error.ts';
import { takeLock } from './lock.ts';
import { HELP, parseOptions, type StartOptions } from './options.ts';
import { removeOutputs, writeOutputs } from './outputs.ts';
import { placesIn } from './places.ts';
import { lineProgress } from './progress.ts';
import { takeTour } from './tour.ts';
import { welcome } from './welcome.ts';

/** How long after an error the emulator's death may be noticed that was the cause of it. */
const DEATH_NOTICE_MS = 300;

const controller = interrupts();
const stops: Stop[] = [];
const progress = lineProgress({ write: (line) => console.log(line), now: () => performance.now() });

process.exit(await main());

async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options.help) progress.say(HELP);
    else await run(options);
    return 0;
  } catch (error) {
    return await fail(error);
  } finally {
    for (const stop of stops.reverse()) await stop().catch((error) => console.error(messageOf(error)));
  }
}

async function run(options: StartOptions): Promise<void> {
  const places = placesIn(options);
  await holdLock(places.lock, places.home);
  await removeOutputs(places.outputs);
  const outputs = await startLocalCloud({
    ...{ places, port: options.port, env: process.env, progress, controller, stops },
  });
  if (options.tour) await takeTour({ outputs, progress, signal: controller.signal });
  stops.push(() => removeOutputs(places.outputs));
  await writeOutputs(places.outputs, outputs);
  if (options.exit) return;
  progress.say(welcome(outputs, places));
  await untilInterrupted();
}

async function holdLock(lock: string, home: string): Promise<void> {
  const result = await takeLock(lock);
  if (result.outcome === 'held') {
    const { pid, since } = result.holder;
    throw new LocalError(
      `Another npm start is running in ${home} (process ${pid}, since ${since}): end it first, or give this one a folder of its own with --home.`,
    );
  }
  stops.push(result.release);
}

/** Resolves when this process is asked to end; throws what else ended it. */
async function untilInterrupted(): Promise<void> {
  const { signal } = controller;
  // A timer keeps the process alive where the emulator is not its own.
  const alive = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(alive);
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
  progress.say('Ending: everything that was started is being stopped.');
}

/** Says in one sentence why it ended, and gives the exit code. */
async function fail(thrown: unknown): Promise<number> {
  if (!(thrown instanceof LocalError)) await pause(DEATH_NOTICE_MS);
  const error: unknown = controller.signal.aborted ? controller.signal.reason : thrown;
  console.error(`\n${messageOf(error)}`);
  if (!(error instanceof LocalError || error instanceof Interrupted) && error instanceof Error) {
    console.error(error.stack);
  }
  return error instanceof Interrupted ? error.exitCode : 1;
}
