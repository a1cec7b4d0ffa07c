import { listImports, readImport, startImport } from '../../lambda/batch-import/manage-imports.ts';
import { stringifyJson } from '../../lambda/domain/json.ts';
import { IMPORT_ANSWER, IMPORTS_ANSWER, START_IMPORT_ANSWER } from '../../lambda/model/import-requests.ts';
import { validate } from '../../lambda/model/validate.ts';
import { ImportWorld } from '../support/import-world.ts';
import { jsonTextOf, refusalOf } from '../support/order-desk.ts';

/** The API's side of imports: what it starts, and which executions it is told are at work. */
function open() {
  const world = new ImportWorld();
  const started: object[] = [];
  const running = new Set<string>();
  const { files, log, hash } = world.ports();
  const executions = {
    start: async (input: object) => {
      started.push(input);
    },
    isRunning: async (execution: string) => running.has(execution),
  };
  return { world, started, running, ports: { files, log, hash, executions, random: () => 'r' } };
}

describe('GET /imports', () => {
  it('shows how each import stands, in the form that its document says', async () => {
    const { world, ports } = open();
    await world.import('a.jsonl', 'no JSON\n{"Customer":{"Action":"Add","customerID":"1"}}');
    world.now += 60_000;
    await world.import('b.txt', 'x');
    const listed = await listImports(ports);
    expect(validate(IMPORTS_ANSWER, jsonTextOf(stringifyJson(listed)))).toEqual([]);
    const { imports } = JSON.parse(stringifyJson(listed)) as { imports: { importId: string }[] };
    expect(imports).toMatchObject([
      {
        file: 'b.txt',
        status: 'failed',
        done: 0,
        failed: 0,
        reason: expect.stringContaining('ends neither'),
      },
      {
        importId: expect.stringMatching(/^20261122T000000Z-/),
        file: 'a.jsonl',
        size: 54,
        status: 'done',
        started: '2026-11-22T00:00:00.000Z',
        lines: 2,
        workers: 1,
        done: 1,
        failed: 1,
        report: 'a.jsonl.errors.jsonl',
      },
    ]);
    const one = await readImport(ports, imports[1]?.importId ?? '');
    expect(validate(IMPORT_ANSWER, jsonTextOf(stringifyJson(one)))).toEqual([]);
    expect(JSON.parse(stringifyJson(one))).toEqual(imports[1]);
  });

  it('says of an error report that it is none to be imported', async () => {
    const { world } = open();
    await world.import('a.jsonl', 'no JSON');
    const entry = await world.import('a.jsonl.errors.jsonl', '{}');
    expect(entry).toMatchObject({ status: 'failed', reason: expect.stringContaining('error report') });
  });

  it('knows no other import', async () => {
    expect(await refusalOf(readImport(open().ports, 'x'))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('POST /imports', () => {
  it('starts the import of a file that has none', async () => {
    const { world, started, ports } = open();
    const file = world.files.put('a.jsonl', 'x');
    const answer = await startImport(ports, 'a.jsonl');
    expect(validate(START_IMPORT_ANSWER, answer)).toEqual([]);
    expect(answer).toMatchObject({ started: true });
    expect(started).toEqual([
      { name: `${String(answer.importId)}-r`, file: 'a.jsonl', version: file.version },
    ]);
  });

  it('has one that failed, or whose execution is gone, go on, and leaves the others as they are', async () => {
    const { world, started, running, ports } = open();
    const { importId, execution } = await world.import('a.jsonl', 'x');
    await expect(startImport(ports, 'a.jsonl')).resolves.toEqual({ importId, started: false });
    await world.log.begin({ ...(await world.entry(importId)), execution }, true);
    running.add(execution);
    await expect(startImport(ports, 'a.jsonl')).resolves.toEqual({ importId, started: false });
    running.clear();
    await expect(startImport(ports, 'a.jsonl')).resolves.toEqual({ importId, started: true });
    await world.log.end(importId, { status: 'failed', ended: 1, reason: 'x' });
    await expect(startImport(ports, 'a.jsonl')).resolves.toEqual({ importId, started: true });
    expect(started).toHaveLength(2);
  });

  it('knows no file that is not there', async () => {
    expect(await refusalOf(startImport(open().ports, 'a.jsonl'))).toMatchObject({ code: 'NOT_FOUND' });
  });
});
