import type { ImportLog, ImportStart } from '../../lambda/batch-import/ports.ts';

const START: ImportStart = {
  importId: '20261122T095200Z-abcdefghijkl',
  file: 'a.jsonl',
  version: 'v1',
  size: 10,
  started: Date.UTC(2026, 10, 22),
  execution: 'execution-1',
};
const { importId } = START;
const AT = { part: 0, place: 0, done: 0, failed: 0, reports: 0 };

/** What every log of imports promises. */
export function importLogContract(open: () => ImportLog): void {
  it('begins an import once, or again where that is wanted', async () => {
    const log = open();
    await expect(log.find(importId)).resolves.toBeUndefined();
    await expect(log.begin(START, false)).resolves.toBe(true);
    await expect(log.begin(START, false)).resolves.toBe(false);
    await expect(log.find(importId)).resolves.toEqual({ ...START, status: 'running', progress: new Map() });
    await log.end(importId, { status: 'failed', ended: START.started + 1, reason: 'why' });
    await expect(log.find(importId)).resolves.toMatchObject({ status: 'failed', reason: 'why' });
    await expect(log.begin({ ...START, execution: 'execution-2' }, true)).resolves.toBe(true);
    await expect(log.find(importId)).resolves.toEqual({
      ...START,
      execution: 'execution-2',
      status: 'running',
      progress: new Map(),
    });
  });

  it('keeps what was found and how far each worker has come, also when it begins again', async () => {
    const log = open();
    await log.begin(START, false);
    const found = { records: 7, parts: 2, workers: 2, broken: 'line 3' };
    await log.found(importId, found);
    await log.progress(importId, 0, { part: 1, place: 5, done: 3, failed: 1, reports: 1 });
    await log.progress(importId, 1, { ...AT, place: 9 });
    await log.begin(START, true);
    await expect(log.find(importId)).resolves.toMatchObject({ found });
    expect((await log.find(importId))?.progress).toEqual(
      new Map([
        [0, { part: 1, place: 5, done: 3, failed: 1, reports: 1 }],
        [1, { ...AT, place: 9 }],
      ]),
    );
  });

  it('lets no worker go back', async () => {
    const log = open();
    await log.begin(START, false);
    await log.progress(importId, 0, { ...AT, part: 1, place: 0, done: 4 });
    await log.progress(importId, 0, { ...AT, part: 0, place: 4_000_000, done: 3 });
    await log.progress(importId, 0, { ...AT, part: 1, place: 0, done: 5 });
    expect((await log.find(importId))?.progress.get(0)).toEqual({ ...AT, part: 1, place: 0, done: 4 });
  });

  it('lists the latest first', async () => {
    const log = open();
    const ids = ['20261122T095200Z-a', '20261123T000000Z-b', '20261121T235959Z-c'];
    for (const id of ids) await log.begin({ ...START, importId: id }, false);
    const listed = await log.list(2);
    expect(listed.map((entry) => entry.importId)).toEqual(['20261123T000000Z-b', '20261122T095200Z-a']);
  });
}
