import { exactNumber } from '../../../lambda/domain/json.ts';
import type { Change, RecordKey } from '../../../lambda/domain/record.ts';
import { CrashScene } from '../../support/crashing-commit.ts';
import { nextTurn } from '../../support/virtual-time.ts';

const COUNT = 250;
const keys = Array.from(
  { length: COUNT },
  (_, index): RecordKey => ({ owner: 'A', type: 'Item', id: `${1000 + index}` }),
);

/** Every record of the owner at once, all to the same version. */
const allTo = (action: 'insert' | 'replace', version: number): Change[] =>
  keys.map((key) => ({ action, key, fields: { version: exactNumber(version) } }));

/** Calls of readers take their time, so that a whole commit can come between two. */
let call = 0;
async function someTurns(): Promise<void> {
  call += 1;
  for (let turn = (call * 7) % 17; turn > 0; turn--) await nextTurn();
}

async function sceneWithReaders() {
  const scene = await CrashScene.set();
  const options = { owners: ['A'], deadline: Infinity };
  const writer = scene.store({ before: nextTurn });
  const write = (action: 'insert' | 'replace', version: number) =>
    writer.commit(options, { plan: async () => ({ changes: allTo(action, version) }), answer: () => ({}) });
  await write('insert', 0);
  return { scene, write, reader: scene.store({ before: someTurns }) };
}

describe('records that a journalled commit writes one after the other', () => {
  it('are read all as they were, or all as they are', async () => {
    const { write, reader } = await sceneWithReaders();
    let writing = true;
    const seen: string[][] = [];
    const read = async () => {
      while (writing) {
        const records = await reader.records(keys);
        const between = await reader.recordsBetween({ owner: 'A', type: 'Item', first: 1000n, last: 1999n });
        for (const some of [records, between])
          seen.push([...new Set(some.map((record) => JSON.stringify(record?.fields.version)))]);
      }
    };
    const reading = Promise.all([read(), read()]);
    for (let version = 1; version <= 12; version++) {
      await write('replace', version);
      for (let turn = 0; turn < 40; turn++) await nextTurn();
    }
    writing = false;
    await reading;
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.filter((versions) => versions.length !== 1)).toEqual([]);
  });

  it('are read without end by nobody when a foreign writer stamps them with ticks of its own', async () => {
    const { scene, reader } = await sceneWithReaders();
    const key = { _owner: { S: 'A' }, _key: { S: 'Item#1000' } };
    scene.dynamoDb.put('records', { ...key, _tick: { N: '999999' } });
    scene.dynamoDb.put('records', { ...key, _key: { S: 'Item#1001' }, _tick: { N: '1.5' } });
    const records = await reader.records(keys);
    expect(records[0]?.fields).toEqual({ _tick: exactNumber(999999) });
    const { answer } = await scene.store().commit(
      { owners: ['A'], deadline: Infinity },
      {
        plan: async (context) => {
          await context.reader.records(keys);
          return { changes: allTo('replace', 9).slice(0, 2) };
        },
        answer: ({ changes }) => ({ first: changes[0]?.tick ?? '' }),
      },
    );
    expect(answer).toEqual({ first: `${3 + COUNT + 1}` });
  });

  it('whose lock was left behind by nothing that is known are not waited for without end', async () => {
    const { scene, reader } = await sceneWithReaders();
    const row = { pk: { S: 'tick#A' }, sk: { S: 'tick' }, tick: { N: '5' }, applying: { S: 'nobody' } };
    scene.dynamoDb.put('ledger', row);
    await expect(reader.records(keys)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
