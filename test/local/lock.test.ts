import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LockHolder, takeLock } from '../../local/lock.ts';
import { processStart } from '../../local/process-start.ts';

describe('the lock of a run', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-lock-'));
    path = join(folder, 'lock');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function leaveClaim(holder: LockHolder | string): void {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'left.claim'), typeof holder === 'string' ? holder : JSON.stringify(holder));
    writeFileSync(join(path, 'left.held'), '');
  }

  it('is taken when nobody holds it, and names its holder', async () => {
    expect(await takeLock(path)).toMatchObject({ outcome: 'taken' });
    const claims = readdirSync(path).filter((name) => name.endsWith('.claim'));
    expect(claims.map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')))).toEqual([
      expect.objectContaining({ pid: process.pid }),
    ]);
  });

  it('is refused while its holder lives, and taken again once it was released', async () => {
    const first = await takeLock(path);
    expect(await takeLock(path)).toMatchObject({ outcome: 'held', holder: { pid: process.pid } });
    if (first.outcome === 'taken') await first.release();
    expect(readdirSync(path)).toEqual([]);
    expect(await takeLock(path)).toMatchObject({ outcome: 'taken' });
  });

  it('is taken over from a process that is gone', async () => {
    leaveClaim({ pid: 2 ** 22 + 1, start: 'long ago', since: '2026-01-01T00:00:00.000Z' });
    expect(await takeLock(path)).toMatchObject({ outcome: 'taken' });
  });

  it('is taken over when another process has been given the number of its holder', async () => {
    leaveClaim({ pid: process.pid, start: 'before this process', since: '2026-01-01T00:00:00.000Z' });
    expect(await takeLock(path)).toMatchObject({ outcome: 'taken' });
  });

  it('is taken over when it cannot be read', async () => {
    leaveClaim('{"pid":');
    expect(await takeLock(path)).toMatchObject({ outcome: 'taken' });
  });

  it('goes to exactly one of many who ask at once, and keeps nothing of the others', async () => {
    leaveClaim('stale');
    const results = await Promise.all(Array.from({ length: 12 }, () => takeLock(path)));
    expect(results.filter(({ outcome }) => outcome === 'taken')).toHaveLength(1);
    expect(readdirSync(path)).toHaveLength(2);
  });
});

describe('the start of a process', () => {
  it('is the same each time, and nothing for a process that is not there', async () => {
    const start = await processStart(process.pid);
    expect(start).toBeTruthy();
    expect(await processStart(process.pid)).toBe(start);
    expect(await processStart(2 ** 22 + 1)).toBeUndefined();
  });
});
