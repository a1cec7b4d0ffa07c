import { randomInt, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processStart } from './process-start.ts';

/** Who holds a lock. `start` tells this process from a later one that was given the same number. */
export interface LockHolder {
  readonly pid: number;
  readonly start: string;
  /** ISO time at which the lock was asked for. */
  readonly since: string;
}

/** Whether the lock is ours now, and if not, whose it is. */
export type LockResult =
  | { readonly outcome: 'taken'; readonly release: () => Promise<void> }
  | { readonly outcome: 'held'; readonly holder: LockHolder };

const CLAIM = '.claim';
const HELD = '.held';
const POLL_MS = 200;
const MAX_STEP_BACK_MS = 50;

/**
 * Takes the lock, or says which living process holds it; what a dead process left is taken over. A lock is a folder with a
 * claim for each who asks. One's own stands there before the others' are read, so of two who ask at once at least one sees
 * the other. When both do, both step back and ask again.
 */
export async function takeLock(folder: string): Promise<LockResult> {
  for (;;) {
    const claim = await placeClaim(folder);
    const rivals = await livingClaims(folder, claim);
    if (rivals.length === 0) {
      await writeFile(join(folder, claim + HELD), '');
      return { outcome: 'taken', release: () => withdraw(folder, claim) };
    }
    await withdraw(folder, claim);
    const holder = rivals.find(({ held }) => held);
    if (holder) return { outcome: 'held', holder };
    await pause(randomInt(MAX_STEP_BACK_MS));
  }
}

/** Takes the lock as soon as it is free; calls `onWait` once when it is not. */
export async function waitForLock(
  folder: string,
  options: { readonly signal: AbortSignal; readonly onWait: (holder: LockHolder) => void },
): Promise<() => Promise<void>> {
  for (let told = false; ; told = true) {
    const result = await takeLock(folder);
    if (result.outcome === 'taken') return result.release;
    if (!told) options.onWait(result.holder);
    await pause(POLL_MS);
    options.signal.throwIfAborted();
  }
}

/** Puts a claim into the folder, whole or not at all, and gives its name, which nobody else has or will have. */
async function placeClaim(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = randomUUID();
  const start = (await processStart(process.pid)) ?? '';
  const holder: LockHolder = { pid: process.pid, start, since: new Date().toISOString() };
  await writeFile(join(folder, name), JSON.stringify(holder));
  await rename(join(folder, name), join(folder, name + CLAIM));
  return name;
}

/** The claims of others that live. Those of the dead are cleared away. */
async function livingClaims(
  folder: string,
  own: string,
): Promise<readonly (LockHolder & { held: boolean })[]> {
  const entries = await readdir(folder);
  const others = entries
    .filter((entry) => entry.endsWith(CLAIM))
    .map((entry) => entry.slice(0, -CLAIM.length))
    .filter((name) => name !== own);
  const claims = others.map(async (name) => {
    const holder = parseHolder(await readFile(join(folder, name + CLAIM), 'utf8').catch(() => ''));
    if (holder && (await processStart(holder.pid)) === holder.start) {
      return [{ ...holder, held: entries.includes(name + HELD) }];
    }
    await withdraw(folder, name);
    return [];
  });
  return (await Promise.all(claims)).flat();
}

async function withdraw(folder: string, claim: string): Promise<void> {
  await rm(join(folder, claim + HELD), { force: true });
  await rm(join(folder, claim + CLAIM), { force: true });
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, start, since } = JSON.parse(text) as LockHolder;
    return Number.isInteger(pid) && start !== '' ? { pid, start, since } : undefined;
  } catch {
    return undefined;
  }
}
