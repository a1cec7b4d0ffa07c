import { REQUEST_TYPES } from '../../lambda/batch-import/line-commands.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from '../../lambda/domain/json.ts';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import {
  IMPORT_TRIGGERS,
  type QueueAction,
  SERVICE_TRIGGERS,
  TRANSACTION_IMPORT_TRIGGERS,
} from '../../lambda/model/sync-triggers.ts';
import { TRANSACTION } from '../../lambda/model/transaction.ts';
import { sampleCustomer, sampleTransaction } from '../support/crm-desk.ts';
import { countsOf, ImportWorld } from '../support/import-world.ts';
import { memoryStore } from '../support/order-desk.ts';
import { eventsOf, pendingRowsOf } from '../support/outlets.ts';
import { xmlText } from '../support/xml-text.ts';

const ADA = '2147';
const BOB = '2148';
const RETAIL_TRANSACTION = '99901000022017110710000100';

/** For each request type of the tables, a record of it; the second one of a type that both adds and updates. */
const RECORDS: Readonly<Record<string, readonly (readonly [entity: string, content: JsonObject])[]>> = {
  'Customer (Action=Add)': [['Customer', { Action: 'Add', ...sampleCustomer('new') }]],
  'Customer (Action=AddorUpdate)': [
    ['Customer', { Action: 'AddorUpdate', ...sampleCustomer('new') }],
    ['Customer', { Action: 'AddorUpdate', customerID: ADA, source: 'Web' }],
  ],
  'Customer (Action=Delete)': [['Customer', { Action: 'Delete', customerID: ADA }]],
  'Customer (Action=Merge)': [['Customer', { Action: 'Merge', customerIDs: [ADA, BOB], customerID: 'new' }]],
  Transaction: [['Transaction', sampleTransaction()]],
  ActivateInstrumentRequest: [['ActivateInstrumentRequest', { cardNumber: 'inactive' }]],
  DeactivateInstrumentRequest: [['DeactivateInstrumentRequest', { cardNumber: 'active' }]],
};

/** XML has no empty lists: what is empty is left out. */
function withoutEmptyLists(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(withoutEmptyLists);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, member]) => !isJsonArray(member) || member.length > 0);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutEmptyLists(member)]));
}

const FILES: Readonly<Record<string, (entity: string, content: JsonObject) => string>> = {
  jsonl: (entity, content) => stringifyJson({ [entity]: content }),
  xml: (entity, { Action: action, ...content }) => {
    const element = xmlText(entity, withoutEmptyLists(content));
    const acted = action === undefined ? element : element.replace('>', ` Action="${String(action)}">`);
    return `<?xml version="1.0"?>\n<File xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${acted}</File>`;
  },
};

/** What a file leaves in the queues and sends to the event stream. */
async function outcomeOf(format: string, [entity, content]: readonly [string, JsonObject]) {
  const store = memoryStore();
  const world = new ImportWorld({ store });
  const instrument = ['active', 'inactive'].map((cardNumber) => ({
    cardNumber,
    statusCode: cardNumber.toUpperCase(),
  }));
  await world.desk.putCustomer(ADA, { customerCards: { instrument } });
  await world.desk.putCustomer(BOB);
  const before = store.changes().length;
  const entry = await world.import(`file.${format}`, FILES[format]?.(entity, content) ?? '');
  expect({ ...countsOf(entry), report: world.report(`file.${format}`) }).toEqual({ done: 1, failed: 0 });
  const changes = store.changes().slice(before);
  return { crm: world.desk, rows: await pendingRowsOf(changes), events: eventsOf(changes) };
}

const EVENT_ACTIONS = { CREATE: 'insert', UPDATE: 'update', DELETE: 'delete' } as const;

function linesOf(triggers: typeof IMPORT_TRIGGERS) {
  return Object.keys(FILES).flatMap((format) =>
    triggers.flatMap(({ entity, requestType, actions }) => {
      const records = RECORDS[requestType] ?? [];
      return records.map((record, place) => {
        const one = actions[place];
        const expected: readonly QueueAction[] = records.length > 1 && one !== undefined ? [one] : actions;
        const flags = expected.map(({ action }) => action).join(' and ');
        return [`${entity}, ${requestType}, as ${format}`, flags, { format, record, expected }] as const;
      });
    }),
  );
}

describe('tables H-2 and H-4, what is imported', () => {
  it('are all that can be imported, each by a method of table H-1', () => {
    const rows = [...IMPORT_TRIGGERS, ...TRANSACTION_IMPORT_TRIGGERS].map(({ requestType }) => requestType);
    const types = Object.entries(REQUEST_TYPES).flatMap(([entity, actions]) =>
      Object.entries(actions).map(([action, { service, method }]) => ({ entity, action, service, method })),
    );
    const names = types.map(({ entity, action }) =>
      action === '' ? entity : `${entity} (Action=${action})`,
    );
    const lower = (texts: readonly string[]) => new Set(texts.map((text) => text.toLowerCase()));
    expect(lower(names)).toEqual(lower(rows));
    for (const { service, method } of types)
      expect(SERVICE_TRIGGERS.map((row) => `${row.service} ${row.method}`)).toContain(`${service} ${method}`);
  });
});

describe('table H-2, the imports that put a customer into its queue', () => {
  it.each(linesOf(IMPORT_TRIGGERS))('%s: %s', async (_name, _actions, { format, record, expected }) => {
    const { crm, rows, events } = await outcomeOf(format, record);
    const customers = rows.filter(({ objName }) => objName === 'Customer');
    expect(new Set(customers.map(({ action }) => action))).toEqual(
      new Set(expected.map(({ action }) => action)),
    );
    for (const { action, uniqueId, jsonObject } of customers) {
      const trigger = expected.find((one) => one.action === action);
      const key = { owner: `Customer#${uniqueId}`, type: 'Customer', id: uniqueId };
      const standing = (await crm.text(CUSTOMER, key)) ?? null;
      expect(jsonObject).toBe(trigger?.jsonObject === null ? null : standing);
      expect(events).toContainEqual(
        expect.objectContaining({
          _action: EVENT_ACTIONS[action],
          'Object Type': 'Customer',
          customerID: uniqueId,
        }),
      );
    }
  });
});

describe('table H-4, the import that puts a transaction into its queue', () => {
  it.each(linesOf(TRANSACTION_IMPORT_TRIGGERS))('%s: %s', async (_name, _actions, { format, record }) => {
    const { crm, rows, events } = await outcomeOf(format, record);
    const owner = `Customer#${ADA}`;
    const standing = await crm.text(TRANSACTION, { owner, type: 'Transaction', id: RETAIL_TRANSACTION });
    expect(standing).toContain('"subtotal":1325.00,');
    expect(rows.filter(({ objName }) => objName === 'Transaction')).toMatchObject([
      { action: 'CREATE', uniqueId: RETAIL_TRANSACTION, orderKey: ADA, jsonObject: standing },
    ]);
    expect(events).toMatchObject([
      { _action: 'insert', 'Object Type': 'Transaction', retailTransactionId: RETAIL_TRANSACTION },
      { _action: 'update', 'Object Type': 'Customer', customerID: ADA },
    ]);
  });
});
