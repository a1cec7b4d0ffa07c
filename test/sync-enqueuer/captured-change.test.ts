import type { JsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { toFields } from '../../lambda/model/fields.ts';
import { TRANSACTION } from '../../lambda/model/transaction.ts';
import { readChange } from '../../lambda/sync-enqueuer/captured-change.ts';
import type { Image, StreamRecord } from '../../lambda/sync-enqueuer/contract.ts';
import { imageOf, RecordStream } from '../support/record-stream.ts';
import { CREATED_AT_S, sequenceNumber } from '../support/stream-records.ts';
import { testObject } from '../support/test-data.ts';

const NOW = 1_800_000_000_000;
const read = (record: StreamRecord | undefined) => readChange(record ?? {}, NOW);
const change = (record: StreamRecord | undefined) => {
  const reading = read(record);
  return reading.is === 'change' ? reading.change : reading;
};

describe('a record of the stream', () => {
  let table: RecordStream;
  beforeEach(() => {
    table = new RecordStream();
  });
  const last = () => table.records.at(-1);

  it('that inserts a customer is an insert with its text, its place and its time', () => {
    table.put('Customer#2142', { customerID: '2142', source: null, _tick: JSON.rawJSON('7') });
    expect(change(last())).toEqual({
      objName: 'Customer',
      uniqueId: '2142',
      orderKey: '2142',
      kind: 'insert',
      sequence: sequenceNumber(1),
      at: (CREATED_AT_S + 1) * 1000,
      jsonObject: '{"customerID":"2142","source":null}',
    });
  });

  it('that modifies one is an update', () => {
    table.put('Customer#1', { customerID: '1' });
    table.put('Customer#1', { customerID: '1', source: 'x' });
    expect(change(last())).toMatchObject({ kind: 'update', jsonObject: '{"customerID":"1","source":"x"}' });
  });

  it('that marks one as deleted is a delete, and that which removes it later is nothing', () => {
    table.put('Customer#1', { customerID: '1' });
    table.mark('Customer#1');
    expect(change(last())).toMatchObject({ kind: 'delete', uniqueId: '1', orderKey: '1', jsonObject: null });
    table.remove('Customer#1');
    expect(read(last())).toEqual({ is: 'nothing' });
  });

  it('that removes one which was not marked is a delete', () => {
    table.put('Customer#1', { customerID: '1' });
    table.remove('Customer#1');
    expect(change(last())).toMatchObject({ kind: 'delete' });
  });

  it('that writes over a deleted one is an insert', () => {
    table.put('Customer#1', { customerID: '1' });
    table.mark('Customer#1');
    table.put('Customer#1', { customerID: '1' });
    expect(change(last())).toMatchObject({ kind: 'insert' });
  });

  it('that touches a deleted one is nothing', () => {
    table.put('Customer#1', { customerID: '1', _deleted: true });
    table.put('Customer#1', { customerID: '1', _deleted: true, source: 'x' });
    expect(read(last())).toEqual({ is: 'nothing' });
  });

  it.each(['mark', 'remove'] as const)('that ends a transaction (%s) is nothing', (end) => {
    table.put('Transaction#1', { retailTransactionId: '1' });
    table[end]('Transaction#1');
    expect(read(last())).toEqual({ is: 'nothing' });
  });

  it.each<[JsonObject, string]>([
    [{ customerId: '2147' }, '2147'],
    [{ customerId: JSON.rawJSON('77405618597879914') }, '77405618597879914'],
    [{ customerId: null }, 'T1'],
    [{ customerId: '' }, 'T1'],
    [{}, 'T1'],
  ])('of a transaction with %j has its place with its customer, or else its own', (fields, orderKey) => {
    table.put('Transaction#T1', { retailTransactionId: 'T1', ...fields });
    expect(change(last())).toMatchObject({ objName: 'Transaction', uniqueId: 'T1', orderKey });
  });

  it('has the text that was submitted, to the digit and the scale', () => {
    const [message] = testObject('orce-postrncre.body.json').messages as readonly JsonObject[];
    const payload = message?.payload as string;
    table.put('Transaction#1', toFields(TRANSACTION, parseJson(payload) as JsonObject));
    expect(change(last())).toMatchObject({ orderKey: '2147', jsonObject: payload });
  });

  it('keeps every part of an id that has number signs in it', () => {
    table.put('Customer#a#b', { customerID: 'a#b' });
    expect(change(last())).toMatchObject({ uniqueId: 'a#b' });
  });

  it.each(['Order#1', 'Customers#1', 'constructor#1', 'Customer'])('of %s is nothing', (key) => {
    table.put(key, { id: '1' });
    expect(read(last())).toEqual({ is: 'nothing' });
  });

  it('of any other writer comes with whatever it holds', () => {
    table.records.push({
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: '5',
        Keys: { _key: { S: 'Customer#1' } },
        NewImage: {
          customerID: { S: '1' },
          tags: { SS: ['b', 'a'] },
          sizes: { NS: ['1', '2.5'] },
          photo: { B: 'aGk=' },
          photos: { BS: ['aGk='] },
          more: { M: { deep: { L: [{ N: '1e400' }, { BOOL: false }, { NULL: true }] } } },
        },
      },
    });
    expect(change(last())).toMatchObject({
      at: NOW,
      jsonObject:
        '{"customerID":"1","more":{"deep":[1e400,false,null]},"photo":"aGk=","photos":["aGk="],"sizes":[1,2.5],"tags":["b","a"]}',
    });
  });
});

describe('a record that can never be captured', () => {
  const key: Image = { _key: { S: 'Customer#1' } };
  const NewImage = imageOf({ customerID: '1' });
  it.each<[string, StreamRecord]>([
    ['no-key', {}],
    [
      'no-key',
      {
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: '1', Keys: { _key: { S: 'Customer#' } }, NewImage },
      },
    ],
    ['no-image', { eventName: 'INSERT', dynamodb: { SequenceNumber: '1', Keys: key } }],
    ['no-image', { eventName: 'REMOVE', dynamodb: { SequenceNumber: '1', Keys: key } }],
    ['no-image', { dynamodb: { SequenceNumber: '1', Keys: key, NewImage } }],
    ['no-sequence-number', { eventName: 'INSERT', dynamodb: { Keys: key, NewImage } }],
    ['no-sequence-number', { eventName: 'INSERT', dynamodb: { SequenceNumber: '1x', Keys: key, NewImage } }],
    [
      'unrenderable',
      { eventName: 'INSERT', dynamodb: { SequenceNumber: '1', Keys: key, NewImage: { a: { N: 'x' } } } },
    ],
    [
      'unrenderable',
      { eventName: 'INSERT', dynamodb: { SequenceNumber: '1', Keys: key, NewImage: { a: {} } } },
    ],
  ])('says why: %s', (reason, record) => {
    expect(read(record)).toEqual({ is: 'unreadable', reason });
  });
});
