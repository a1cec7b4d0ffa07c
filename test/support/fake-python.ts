import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a made-up Python says of itself, and how what it makes behaves. */
export interface FakePython {
  readonly version: readonly [number, number, number];
  /** @default true */
  readonly makesEnvironments?: boolean;
  /** Shell line that stands for the emulator. @default exits with 0 */
  readonly emulator?: string;
}

/** Puts a `python3` into a folder and gives a PATH that finds nothing else. */
export function pathWithPython(folder: string, python?: FakePython): string {
  mkdirSync(folder, { recursive: true });
  if (python) writeScript(join(folder, 'python3'), interpreter(folder, python));
  return folder;
}

function interpreter(
  folder: string,
  { version, makesEnvironments = true, emulator = 'exit 0' }: FakePython,
): string {
  const probe = JSON.stringify([version, join(folder, 'python3'), makesEnvironments]);
  // Its environments hold a copy of itself. /bin and /usr/bin, for the script alone, have cp and mkdir.
  return `PATH=/usr/bin:/bin
case "$*" in
  *importlib.util*) echo '${probe}' ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  *run-emulator.py) ${emulator} ;;
esac`;
}

function writeScript(path: string, lines: string): void {
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
}
