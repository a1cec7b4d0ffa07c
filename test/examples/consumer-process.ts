import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const PATIENCE_MS = 30_000;

/** How an example is started. */
export interface Example {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** The Node example, run with the repository's Node and its packages. */
export function nodeExample(): Example {
  const file = join(REPOSITORY, 'examples/node-consumer/consumer.ts');
  return { name: 'the Node consumer', command: process.execPath, args: [file] };
}

/** The Python example, run with a Python that has the versions that its requirements.txt pins. */
export function pythonExample(): Example {
  const folder = join(REPOSITORY, 'examples/python-consumer');
  return { name: 'the Python consumer', command: pythonFor(folder), args: [join(folder, 'consumer.py')] };
}

function pythonFor(folder: string): string {
  const requirements = join(folder, 'requirements.txt');
  const wanted = /^botocore==(\S+)/m.exec(readFileSync(requirements, 'utf8'))?.[1] ?? '';
  // The local AWS brings the same botocore; where it does not, or is another one's, an environment is made.
  const own = join(REPOSITORY, '.local/reader-python');
  const places = [...globSync(join(REPOSITORY, '.local/python/*/bin/python')), join(own, 'bin/python')];
  const found = places.find((python) => existsSync(python) && botocoreOf(python) === wanted);
  if (found !== undefined) return found;
  execFileSync('python3', ['-m', 'venv', '--clear', own]);
  const python = join(own, 'bin/python');
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--require-hashes', '-r', requirements]);
  return python;
}

function botocoreOf(python: string): string | undefined {
  try {
    const ask = ['-c', 'import botocore; print(botocore.__version__)'];
    return execFileSync(python, ask, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stalled?: boolean;
}

/** A consumer that is running. */
export class ConsumerProcess {
  readonly #child: ChildProcess;
  readonly #out: Buffer[] = [];
  readonly #ended: Promise<number | null>;
  #errors = '';

  /** Starts it; `env` is added to the surroundings. `stalled`: nobody takes what it writes until it has ended. */
  constructor(example: Example, args: readonly string[], { env = {}, stalled = false }: ProcessOptions = {}) {
    this.#child = spawn(example.command, [...example.args, ...args], {
      env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', PYTHONDONTWRITEBYTECODE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const take = (): unknown => this.#child.stdout?.on('data', (chunk: Buffer) => this.#out.push(chunk));
    if (stalled) this.#child.once('exit', take);
    else take();
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    this.#ended = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** The whole lines that it has written so far. */
  get lines(): readonly string[] {
    return Buffer.concat(this.#out).toString().split('\n').slice(0, -1);
  }

  /** What it has written to standard error. */
  get errors(): string {
    return this.#errors;
  }

  /** Resolves when it has written so many lines; rejects, with its last words, when it ends or takes too long before. */
  async hasWritten(count: number, patienceMs = PATIENCE_MS): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (this.lines.length < count) {
      const state = this.#child.exitCode === null ? 'is running' : `ended with ${this.#child.exitCode}`;
      if (this.#child.exitCode !== null || Date.now() > deadline)
        throw new Error(`${this.lines.length} of ${count} lines; it ${state}:\n${this.#errors.slice(-3000)}`);
      await pause(20);
    }
  }

  signal(name: NodeJS.Signals): void {
    if (this.#child.exitCode === null) this.#child.kill(name);
  }

  /** Its exit code; null when a signal ended it. */
  ended(): Promise<number | null> {
    return this.#ended;
  }
}
