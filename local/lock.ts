import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processStart } from './process-start.ts';

/** Who holds a lock. `start` tells this process from a later one that was given the same number. */
export interface LockHolder {
  readonly pid: number;
  readonly start: string;
  /** ISO time at which the lock was taken. */
  readonly since: string;
}

/** Whether the lock is ours now, and if not, whose it is. */
export type LockResult =
  | { readonly outcome: 'taken'; readonly release: () => Promise<void> }
  | { readonly outcome: 'held'; readonly holder: LockHolder };

const POLL_MS = 200;

/** Takes the lock file, or says which living process holds it. What a dead process left is taken over. */
export async function takeLock(path: string): Promise<LockResult> {
  await mkdir(dirname(path), { recursive: true });
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, JSON.stringify(await ourselves()));
  try {
    // A link appears whole or not at all: nobody can read a lock that is half written.
    while (!(await linked(own, path))) {
      const holder = await livingHolder(path);
      if (holder) return { outcome: 'held', holder };
    }
    return { outcome: 'taken', release: () => rm(path, { force: true }) };
  } finally {
    await rm(own, { force: true });
  }
}

/** Takes the lock as soon as it is free; calls `onWait` once when it is not. */
export async function waitForLock(
  path: string,
  options: { readonly signal: AbortSignal; readonly onWait: (holder: LockHolder) => void },
): Promise<() => Promise<void>> {
  for (let told = false; ; told = true) {
    const result = await takeLock(path);
    if (result.outcome === 'taken') return result.release;
    if (!told) options.onWait(result.holder);
    await pause(POLL_MS);
    options.signal.throwIfAborted();
  }
}

async function ourselves(): Promise<LockHolder> {
  return {
    pid: process.pid,
    start: (await processStart(process.pid)) ?? '',
    since: new Date().toISOString(),
  };
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds the lock and lives; a lock whose holder is gone is put out of the way. */
async function livingHolder(path: string): Promise<LockHolder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const holder = parseHolder(text);
  if (holder && (await processStart(holder.pid)) === holder.start) return holder;
  await removeStale(path, text);
  return undefined;
}

/** Moves the lock aside; should another process have taken it meanwhile, it gets its lock back. */
async function removeStale(path: string, staleText: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== staleText) await linked(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, start, since } = JSON.parse(text) as LockHolder;
    return Number.isInteger(pid) && start !== '' ? { pid, start, since } : undefined;
  } catch {
    return undefined;
  }
}
