import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that takes what it prints; begun anew. */
  readonly log: string;
  /** Leave its standard input open: it closes when this process ends, however that happens. @default false */
  readonly tether?: boolean;
  /** How long it may take to end by itself when stopped, before it is made to. @default 2000 */
  readonly graceMs?: number;
}

/** How a program ended: its code, or the signal that ended it. `failure` when it could not be started at all. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly failure?: Error;
}

/** A program with all that it starts: they make up one process group, so that none is left behind. */
export interface Program {
  readonly pid: number | undefined;
  readonly log: string;
  readonly ended: Promise<ProgramEnd>;
  /** Ends the whole group and waits until nothing of it is left. May be repeated. */
  stop(): Promise<void>;
}

const GRACE_MS = 2_000;
/** How long the kernel may take to end it then; what is still listed are dead ones that nobody has taken notice of. */
const KILL_MS = 1_000;
const POLL_MS = 20;

/** Starts a program in a process group of its own, which Ctrl-C at the terminal does not reach. */
export function startProgram(options: ProgramOptions): Program {
  mkdirSync(dirname(options.log), { recursive: true });
  const log = openSync(options.log, 'w');
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: [options.tether ? 'pipe' : 'ignore', log, log],
  });
  closeSync(log);
  // The tether breaks when the program ends first; that is no error of ours.
  child.stdin?.on('error', () => {});
  return {
    pid: child.pid,
    log: options.log,
    ended: endOf(child),
    stop: async () => {
      if (child.pid !== undefined) await endGroup(child.pid, options.graceMs ?? GRACE_MS);
    },
  };
}

/** Runs a program to its end. On abort it is stopped with all that it started, then `signal.reason` is thrown. */
export async function runProgram(options: ProgramOptions, signal: AbortSignal): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const program = startProgram(options);
  const stop = () => void program.stop();
  signal.addEventListener('abort', stop);
  try {
    return await program.ended;
  } finally {
    signal.removeEventListener('abort', stop);
    await program.stop();
    signal.throwIfAborted();
  }
}

/** The last lines of a log, blank ones left out. */
export async function lastLines(log: string, count: number): Promise<readonly string[]> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-count);
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.once('error', (failure) => resolve({ code: null, signal: null, failure }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

async function endGroup(group: number, graceMs: number): Promise<void> {
  signalGroup(group, graceMs > 0 ? 'SIGTERM' : 'SIGKILL');
  if (await groupGone(group, graceMs)) return;
  signalGroup(group, 'SIGKILL');
  await groupGone(group, KILL_MS);
}

async function groupGone(group: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (signalGroup(group, 0)) {
    if (performance.now() > deadline) return false;
    await pause(POLL_MS);
  }
  return true;
}

/** Whether the group had anyone left to hear the signal. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}
