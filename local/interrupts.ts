import { Interrupted } from './local-error.ts';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const PARENT_POLL_MS = 500;

/**
 * A signal that aborts when this process is asked to end (Ctrl-C, SIGTERM, SIGHUP), when whoever started it is gone, when
 * nobody reads its output any more, or when something unexpected was thrown. Asked again, it goes on with its ending.
 */
export function interrupts(): AbortController {
  const controller = new AbortController();
  const parent = process.ppid;
  for (const [name, exitCode] of Object.entries(SIGNALS)) {
    process.on(name, () => controller.abort(new Interrupted(`Ended by ${name}.`, exitCode)));
  }
  setInterval(() => {
    if (process.ppid !== parent) controller.abort(new Interrupted('Who started it is gone.', SIGNALS.SIGHUP));
  }, PARENT_POLL_MS).unref();
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => controller.abort(new Interrupted('Nobody reads the output.', SIGNALS.SIGHUP)));
  }
  process.on('uncaughtException', (error) => controller.abort(error));
  process.on('unhandledRejection', (error) => controller.abort(error));
  return controller;
}
