import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { DuckDBInstance } from '@duckdb/node-api';
import { fromItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { dynamoDbClient } from '../../lambda/adapters/dynamodb/client.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { INTERNAL_ATTRIBUTES } from '../../lambda/domain/record.ts';
import { withKeptNumbers } from '../../lambda/model/number-texts.ts';
import { putCatalog } from '../../local/order-tour.ts';
import { ConsumerProcess } from '../examples/consumer-process.ts';
import { ApiCommands } from '../support/api-commands.ts';
import { chance } from '../support/chance.ts';
import { localSystem, localSystemFile } from '../support/local-system.ts';

jest.setTimeout(120_000);

const WAREHOUSE = {
  name: 'the warehouse',
  command: process.execPath,
  args: [resolve(import.meta.dirname, '../../examples/warehouse/warehouse.ts')],
};
const COMMANDS = 60;
/** Within so many runs it has caught up, each of which ends when nothing comes any more. */
const LAST_RUNS = 10;

/** What stands in each record: by owner, type and id its fields, each as a text in which equal values are equal. */
type Contents = ReadonlyMap<string, Readonly<Record<string, string>>>;

describe('the warehouse of the deployed system', () => {
  const system = localSystem();
  let folder: string;
  let running: ConsumerProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-warehouse-'));
  });

  afterEach(async () => {
    running?.signal('SIGKILL');
    await running?.ended();
    rmSync(folder, { recursive: true });
  });

  const database = () => join(folder, 'warehouse.duckdb');

  function start(...args: string[]): ConsumerProcess {
    const places = ['--database', database(), '--checkpoint', join(folder, 'checkpoint.json')];
    const all = ['--outputs', localSystemFile(), ...places, '--poll-ms', '250', ...args];
    running = new ConsumerProcess(WAREHOUSE, all);
    return running;
  }

  it('is equal to the Records table, digit for digit, after commands at random and kills in between', async () => {
    const api = await system.api('operator');
    await putCatalog(api, () => undefined);
    const commands = new ApiCommands(api, chance(20_261_122));
    let killed = start();
    for (let given = 1; given <= COMMANDS; given += 1) {
      await commands.next();
      if (given % 20 === 0) {
        killed.signal('SIGKILL');
        expect(await killed.ended()).toBeNull();
        if (given < COMMANDS) killed = start();
      }
    }
    expect(commands.done.size).toBeGreaterThanOrEqual(11);

    const records = await scannedRecords(system.outputs.recordsTable, commands.owners);
    expect(records.size).toBeGreaterThan(60);
    let stored: Contents = new Map();
    for (let runs = 0; runs < LAST_RUNS && !sameContents(stored, records); runs += 1) {
      expect(await start('--until-idle', '1').ended()).toBe(0);
      stored = await storedRecords(database(), commands.owners);
    }
    expect(stored).toEqual(records);
  });
});

/** What the table holds of these owners. A record that has been deleted is not there, though its item is for a while. */
async function scannedRecords(TableName: string, owners: ReadonlySet<string>): Promise<Contents> {
  const client = dynamoDbClient();
  const records = new Map<string, Record<string, string>>();
  try {
    for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
      for (const item of Items) {
        const fields = withKeptNumbers(fromItem(item));
        if (!owners.has(String(fields._owner)) || fields._deleted === true) continue;
        const shown = Object.entries(fields).filter(([name]) => !INTERNAL_ATTRIBUTES.includes(name));
        records.set(`${fields._owner}|${fields._key}`, texts(Object.fromEntries(shown)));
      }
    }
  } finally {
    client.destroy();
  }
  return records;
}

async function storedRecords(path: string, owners: ReadonlySet<string>): Promise<Contents> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const columns = "account, object_type || '#' || record_id AS key, document";
    const found = await connection.runAndReadAll(`SELECT ${columns} FROM current_records`);
    return new Map(
      found.getRowObjects().flatMap(({ account, key, document }) => {
        if (!owners.has(String(account))) return [];
        // These two tell of the event, not of the record.
        const { _action, _event_id, ...fields } = parseJson(String(document)) as JsonObject;
        return [[`${account}|${key}`, texts(unpacked(fields) as JsonObject)]];
      }),
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function sameContents(left: Contents, right: Contents): boolean {
  const text = (contents: Contents) => JSON.stringify([...contents].sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(left) === text(right);
}

/** An event's fields with the objects that its texts stand for. */
function unpacked(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(unpacked);
  if (typeof value === 'string' && value.startsWith('{')) return parseJson(value);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unpacked(one)]));
}

/** Each field as JSON text, the members of objects in the order of their names. */
function texts(fields: JsonObject): Record<string, string> {
  const names = Object.keys(fields).sort();
  return Object.fromEntries(names.map((name) => [name, textOf(fields[name] ?? null)]));
}

function textOf(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(textOf).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${textOf(value[name] ?? null)}`).join()}}`;
}
