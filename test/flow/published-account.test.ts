import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { toItem } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import type { ItemChange } from '../../lambda/adapters/memory/memory-record-store.ts';
import type { Image } from '../../lambda/event-publisher/contract.ts';
import { JsonBytes } from '../../lambda/event-publisher/json-bytes.ts';
import { EventRenderer } from '../../lambda/event-publisher/render-event.ts';
import { eventSchema } from '../../lambda/model/documents/event-schema.ts';
import { OBJECT_MODEL } from '../../lambda/model/object-model.ts';
import { AccountDesk } from '../support/account-desk.ts';
import { memoryStore } from '../support/order-desk.ts';

function eventOf({ sequence, oldImage, newImage }: ItemChange): Record<string, unknown> {
  const json = new JsonBytes(64 * 1024);
  const dynamodb = {
    SequenceNumber: String(sequence),
    ...(oldImage && { OldImage: toItem(oldImage) as Image }),
    ...(newImage && { NewImage: toItem(newImage) as Image }),
  };
  const eventName = oldImage === undefined ? 'INSERT' : 'MODIFY';
  const renderer = new EventRenderer({ format: 'event', source: 'test' });
  renderer.render({ eventID: `event-${sequence}`, eventName, dynamodb }, json);
  return JSON.parse(json.buffer.toString('utf8', 0, json.length));
}

function validatorOf(objectType: unknown): ValidateFunction {
  const type = OBJECT_MODEL.find((each) => each.type === objectType);
  if (type === undefined) throw new Error(`no object type ${String(objectType)}`);
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(JSON.stringify(eventSchema(type))));
}

describe('the events of the life of an account', () => {
  const store = memoryStore();
  let account = '';
  let events: readonly Record<string, unknown>[];

  beforeAll(async () => {
    const desk = new AccountDesk(store);
    await desk.plan();
    const before = store.changes().length;
    account = await desk.account(
      `{"currency":"usd","userid":"ada","functional_account_groups":[{"group_no":10095894,"client_group_id":"FA_-_DE"}],
        "account_fields":[{"account_field":{"field_no":22776,"field_name":"supp"},"field_values":["1"]}],
        "contact":{"email":"ada@example.org"}}`,
    );
    const { contact_no: contact } = await desk.run('addContact', [account], '{"city":"London"}');
    await desk.run('removeContact', [account, contact]);
    await desk.subscription(account, ',"units":2.50');
    const posted =
      '{"transaction_type":9,"amount":1325.00,"transaction_supp_fields":[{"field_name":"a","field_value":"b"}]}';
    const { transaction_no: first } = await desk.run('postAccountTransaction', [account], posted);
    const voids = `{"transaction_type":-9,"amount":1325.00,"voided_transaction":${first}}`;
    await desk.run('postAccountTransaction', [account], voids);
    await desk.run('changeAccount', [account], '{"locale":10001}');
    for (const move of ['suspend', 'resume', 'deactivate']) await desk.run(`${move}Account`, [account]);
    events = store.changes().slice(before).map(eventOf);
  });

  it('keep the schemas that readers are given, each event of each object type', () => {
    const types = new Set(events.map((event) => event['Object Type']));
    const validators = new Map([...types].map((type) => [type, validatorOf(type)]));
    const broken = events.flatMap((event) => {
      const isValid = validators.get(event['Object Type']) ?? validatorOf(undefined);
      return isValid(event) ? [] : [{ type: event['Object Type'], errors: isValid.errors }];
    });
    expect(broken).toEqual([]);
  });

  it('are in the order of what was done, without a gap, each command in a transaction of its own', () => {
    const told = events.map((event) => `${event._action} ${event['Object Type']}`);
    expect(told).toEqual([
      ...['insert Account', 'insert Contact'],
      'insert Contact',
      'delete Contact',
      'insert Plan Instance',
      ...['insert Account Transaction', 'update Account'],
      ...['insert Account Transaction', 'update Account Transaction', 'update Account'],
      'update Account',
      ...['update Account', 'update Plan Instance'],
      ...['update Account', 'update Plan Instance'],
      ...['update Account', 'update Plan Instance'],
    ]);
    expect(events.map((event) => event._tick)).toEqual(events.map((_event, place) => place + 1));
    expect(new Set(events.map((event) => event._transaction_id)).size).toBe(10);
  });

  it('hold objects as texts of JSON, and lists of them as lists of such texts', () => {
    const [first] = events;
    expect(first?.functional_account_groups).toEqual(['{"group_no":10095894,"client_group_id":"FA_-_DE"}']);
    expect(first).toMatchObject({ status: 1, currency: 'usd', is_test_account: false, balance: 0 });
    const transaction = events.find((event) => event['Object Type'] === 'Account Transaction');
    expect(transaction?.account).toBe(`{"account_no":${account},"userid":"ada","client_account_id":null}`);
  });
});
