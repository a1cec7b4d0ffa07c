import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Place of the start time in /proc/<pid>/stat, counted after the command's closing parenthesis (proc_pid_stat(5)). */
const START_TIME_FIELD = 19;
/** State of a process that has ended and only waits for its parent to take notice. */
const ZOMBIE = 'Z';

/** When a process began, as a text that no other process with its number shares; undefined when there is none. */
export async function processStart(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

async function startFromProc(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all([
    read(`/proc/${pid}/stat`),
    read('/proc/sys/kernel/random/boot_id'),
  ]);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === ZOMBIE) return undefined;
  return `${boot?.trim() ?? ''} ${fields[START_TIME_FIELD] ?? ''}`;
}

async function startFromPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
