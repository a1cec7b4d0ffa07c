import { DynamoDbRecordStore } from '../../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import type { NameChange, RecordStore } from '../../lambda/domain/commit.ts';
import { type JsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import { idSource } from '../../lambda/domain/new-ids.ts';
import type { RecordKey } from '../../lambda/domain/record.ts';
import { CUSTOMER } from '../../lambda/model/customer.ts';
import { exactJson } from '../../lambda/model/exact-json.ts';
import { toFields } from '../../lambda/model/fields.ts';
import type { ObjectType } from '../../lambda/model/object-type.ts';
import { requestShape } from '../../lambda/model/request-shape.ts';
import { SEGMENT } from '../../lambda/model/segment.ts';
import { validate } from '../../lambda/model/validate.ts';
import { runMethod } from '../../lambda/rules/run-method.ts';
import type { ServiceMethod } from '../../lambda/rules/service-method.ts';
import { SERVICE_METHODS } from '../../lambda/rules/service-methods.ts';
import { FakeDynamoDb } from './fake-dynamodb.ts';
import { jsonTextOf, memoryStore, type Plain } from './order-desk.ts';
import { testObject } from './test-data.ts';
import { nextTurn, VirtualTime } from './virtual-time.ts';

/** What a method answered, numbers by value. */
export interface MethodAnswer {
  readonly transactionId: string;
  readonly changes: readonly {
    readonly action: string;
    readonly objectType: string;
    readonly id: string;
    readonly owner: string;
    readonly tick: number;
  }[];
  readonly [detail: string]: unknown;
}

/** A method by its name, which no other service has. */
export function methodOf(name: string): ServiceMethod {
  const found = SERVICE_METHODS.find(({ method }) => method === name);
  if (found === undefined) throw new Error(`there is no method ${name}`);
  return found;
}

/** The customer of the seed's CUSTOMERMOD message under another id, with other fields where they are given. */
export function sampleCustomer(customerID: string, also: Plain = {}): JsonObject {
  const { messages } = testObject('orce-customermod.body.json');
  const [message] = messages as readonly JsonObject[];
  const payload = jsonTextOf(String(message?.payload));
  return { ...payload, customerID, ...jsonTextOf(JSON.stringify(also)) };
}

/** The transaction of the seed's POSTRNCRE message, with other fields where they are given; `text`: digits that must stay. */
export function sampleTransaction(also: Plain = {}, text = '{}'): JsonObject {
  const { messages } = testObject('orce-postrncre.body.json');
  const [message] = messages as readonly JsonObject[];
  const payload = jsonTextOf(String(message?.payload));
  return { ...payload, ...jsonTextOf(JSON.stringify(also)), ...jsonTextOf(text) };
}

/** A store over DynamoDB's rules, whose calls take effect in any order; its time passes when all wait. */
export function fakeDynamoStore(): { store: RecordStore; deadline: () => number } {
  const fake = new FakeDynamoDb();
  const time = new VirtualTime(Date.UTC(2026, 10, 22));
  const client = fake.client({ before: () => nextTurn() });
  const options = { clock: () => time.now, sleep: (ms: number) => time.sleep(ms) };
  const store = new DynamoDbRecordStore({ client, tables: fake.tables, ...options });
  return { store, deadline: () => time.now + 25_000 };
}

/** Methods of the services over a store, in memory unless another one is given, with the checks of the API before them. */
export class CrmDesk {
  readonly store: RecordStore;
  readonly #deadline: () => number;
  readonly #newIds = idSource(() => 0.5);

  constructor(store: RecordStore = memoryStore(), deadline: () => number = () => Number.MAX_SAFE_INTEGER) {
    this.store = store;
    this.#deadline = deadline;
  }

  /** Runs a method; its body is refused as the API would refuse it. `key`: an idempotency key. */
  async call(method: ServiceMethod, body: Plain | JsonObject, key?: string): Promise<MethodAnswer> {
    const json = jsonTextOf(stringifyJson(body as JsonObject));
    const errors = validate(method.request, json);
    if (errors.length > 0) throw new Error(`a test sends what the API refuses: ${JSON.stringify(errors)}`);
    const { answer } = await runMethod(method, {
      store: this.store,
      body: json,
      newId: () => this.#newIds(Date.UTC(2026, 10, 22), 1).first.toString(),
      idempotency: key === undefined ? undefined : { key, fingerprint: stringifyJson(json) },
      deadline: this.#deadline(),
    });
    return JSON.parse(stringifyJson(answer)) as MethodAnswer;
  }

  /** Puts the sample customer, or what is given, under an id, its cards findable by their numbers. */
  async putCustomer(customerID: string, also: Plain = {}): Promise<void> {
    const body = sampleCustomer(customerID, also);
    const owner = `Customer#${customerID}`;
    const cards = body.customerCards as { instrument?: readonly { cardNumber: string }[] } | null;
    const names = (cards?.instrument ?? []).map(({ cardNumber }): NameChange => {
      const thing = { kind: 'Instrument', name: cardNumber, owner: `Instrument#${cardNumber}` };
      return { action: 'claim', ...thing, value: { customerID } };
    });
    await this.put(CUSTOMER, { owner, type: 'Customer', id: customerID }, body, names);
  }

  /** Puts a segment that gets its members from commands, or what is given. */
  async putSegment(segmentId: string, also: Plain = {}): Promise<void> {
    const body = jsonTextOf(
      JSON.stringify({ segmentId, segmentName: 'Best', segmentType: 'MANUAL', status: 'ACTIVE', ...also }),
    );
    await this.put(SEGMENT, { owner: `Segment#${segmentId}`, type: 'Segment', id: segmentId }, body);
  }

  /** Puts a record of any type. */
  async put(
    objectType: ObjectType,
    key: RecordKey,
    body: JsonObject,
    names: readonly NameChange[] = [],
  ): Promise<void> {
    const errors = validate(requestShape(objectType), body);
    if (errors.length > 0) throw new Error(`a test puts what cannot be put: ${JSON.stringify(errors)}`);
    const timestamp = '2026-11-22 09:51:00.000+00';
    const stamps = { id: key.id, 'Object Type': key.type, Created: timestamp, Modified: timestamp };
    const fields = { ...toFields(objectType, body), ...stamps };
    await this.store.commit(
      { owners: [key.owner], deadline: this.#deadline() },
      { plan: async () => ({ changes: [{ action: 'insert', key, fields }], names }), answer: () => ({}) },
    );
  }

  /** A record as it was put, as JSON text with all its digits; undefined when there is none. */
  async text(objectType: ObjectType, key: RecordKey): Promise<string | undefined> {
    const [record] = await this.store.records([key]);
    return record && exactJson(objectType, record.fields);
  }

  /** A customer as plain values, numbers by value. */
  async customer(customerID: string): Promise<Plain> {
    const text = await this.text(CUSTOMER, {
      owner: `Customer#${customerID}`,
      type: 'Customer',
      id: customerID,
    });
    if (text === undefined) throw new Error(`there is no customer ${customerID}`);
    return JSON.parse(text) as Plain;
  }

  /** A customer with the summaries of an individual beside its fields. */
  async summaries(customerID = '2147'): Promise<Plain & { life: Plain; year: Plain }> {
    const { entityInformation, ...customer } = await this.customer(customerID);
    const { individual } = entityInformation as { individual: Record<string, Plain> };
    const { lifetimeActivitySummary: life = {}, yearToDateActivitySummary: year = {} } = individual;
    return { ...customer, life, year };
  }

  /** The cards of a customer by their numbers. */
  async cards(customerID: string): Promise<ReadonlyMap<string, Plain>> {
    const { customerCards } = await this.customer(customerID);
    const { instrument = [] } = (customerCards ?? {}) as { instrument?: readonly Plain[] };
    return new Map(instrument.map((card) => [String(card.cardNumber), card]));
  }
}
