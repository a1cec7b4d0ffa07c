import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Outputs } from '../../local/outputs.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const POLL_MS = 50;

export interface LocalRunOptions {
  readonly args?: readonly string[];
  /** Changes to the surroundings; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder of the run. @default one of its own, which `dispose` removes */
  readonly home?: string;
}

/** `npm start`, without npm, as a process of its own. */
export interface LocalRun {
  readonly home: string;
  /** All that it has printed so far. */
  output(): string;
  /** Resolves when it has printed the text; rejects when it ends without. */
  says(text: string): Promise<void>;
  /** What its outputs.json says, as soon as it is there; rejects with its last words when it ends before. */
  outputs(): Promise<Outputs>;
  /** Sends a signal to all that belongs to the terminal's foreground, as Ctrl-C does. */
  signal(name: NodeJS.Signals): void;
  /** Resolves to its exit code. */
  ended(): Promise<number | null>;
  /** Processes that have to do with this run's folder, each as `<pid> <command line>`. Linux only; elsewhere none. */
  processes(): readonly string[];
  /** Ends it and removes its folder. */
  dispose(): Promise<void>;
}

/** A new folder below `.local`, for one run. */
export function makeHome(): string {
  mkdirSync(join(REPOSITORY, '.local'), { recursive: true });
  return mkdtempSync(join(REPOSITORY, '.local', 'test-'));
}

/** Starts the local system in a process group of its own. */
export function startLocalRun(options: LocalRunOptions = {}): LocalRun {
  const home = options.home ?? makeHome();
  const args = [join(REPOSITORY, 'local', 'start.ts'), '--home', home, ...(options.args ?? [])];
  const child = spawn(process.execPath, args, {
    cwd: REPOSITORY,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const end = once(child, 'close').then(([code]) => code as number | null);
  const until = async (reached: () => boolean, what: string) => {
    while (!reached()) {
      if (child.exitCode !== null || child.signalCode !== null) {
        await end;
        if (!reached()) throw new Error(`${what}; it ended, having said:\n${output()}`);
      }
      await pause(POLL_MS);
    }
  };
  const outputs = join(home, 'outputs.json');
  const signal = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  return {
    home,
    output,
    says: (text) => until(() => output().includes(text), `did not say "${text}"`),
    async outputs() {
      await until(() => existsSync(outputs), 'the local system did not come up');
      return JSON.parse(readFileSync(outputs, 'utf8')) as Outputs;
    },
    signal,
    ended: () => end,
    processes: () => processesAbout(home),
    async dispose() {
      signal('SIGTERM');
      await end;
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}

/** Everything on this machine whose command line, folder or surroundings name the text. */
export function processesAbout(text: string): readonly string[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const command = read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const folder = read(() => readlinkSync(`/proc/${pid}/cwd`));
      const surroundings = read(() => readFileSync(`/proc/${pid}/environ`, 'utf8'));
      return [command, folder, surroundings].some((where) => where.includes(text))
        ? [`${pid} ${command}`]
        : [];
    });
}

function read(what: () => string): string {
  try {
    return what();
  } catch {
    return '';
  }
}
