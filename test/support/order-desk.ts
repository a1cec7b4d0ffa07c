import { readFileSync } from 'node:fs';
import { MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import type { CatalogAnswer, CatalogCommand } from '../../lambda/catalog/catalog-command.ts';
import { deleteCatalogRecord } from '../../lambda/catalog/delete-catalog-record.ts';
import { putCatalogRecord } from '../../lambda/catalog/put-catalog-record.ts';
import { AppError, type FieldError } from '../../lambda/domain/app-error.ts';
import type { CatalogType } from '../../lambda/domain/catalog-names.ts';
import type { RecordStore } from '../../lambda/domain/commit.ts';
import { isJsonObject, type JsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import type { Fields } from '../../lambda/domain/record.ts';
import { PRODUCT_SPECIFICATION_REQUEST } from '../../lambda/model/catalog-requests.ts';
import { QUERY_ORDERS_REQUEST, SUBMIT_ORDER_REQUEST } from '../../lambda/model/order-requests.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { validate } from '../../lambda/model/validate.ts';
import { queryOrders } from '../../lambda/orders/query-orders.ts';
import { submitOrders } from '../../lambda/orders/submit-orders.ts';

/** Plain values with safe numbers, as tests write them down. */
export type Plain = Readonly<Record<string, unknown>>;

/** An object of the domain's JSON from a plain one. */
export function jsonOf(value: unknown): JsonObject {
  const json = parseJson(JSON.stringify(value));
  if (!isJsonObject(json)) throw new Error('not an object');
  return json;
}

/** The domain's JSON as a plain value: numbers by value, so only for numbers that JavaScript holds. */
export function plainOf(json: JsonObject): Plain {
  return JSON.parse(stringifyJson(json)) as Plain;
}

/** The object in a JSON file, digit for digit; the path is from the root of the project. */
export function readJson(path: string): JsonObject {
  return jsonTextOf(readFileSync(path, 'utf8'));
}

/** The object that a JSON text holds, digit for digit. */
export function jsonTextOf(text: string): JsonObject {
  const json = parseJson(text);
  if (!isJsonObject(json)) throw new Error('not an object');
  return json;
}

/** The seed's Submit Order Request. */
export const SAMPLE_ORDER = 'test/data/submit-order-request.json';

/** The account of all orders that name no other. */
export const ACCOUNT = '0014R00002gbHwTQAU';
/** Differs from ACCOUNT in its last letter alone. */
export const OTHER_ACCOUNT = '0014R00002gbHwUQAU';

/** The 18 characters of the order with this number. */
export const orderId = (number: number): string => `801A0000${String(number).padStart(7, '0')}QAO`;
/** The 18 characters of an item: of order `order`, number `number`. */
export const itemId = (order: number, number: number): string =>
  `802A${String(order).padStart(4, '0')}${String(number).padStart(7, '0')}QAA`;
/** The global key of the specification with this number. */
export const globalKey = (specification: number): string => `key-of-${specification}`;

/** An item of order `order` that asks for nothing unusual. */
export function item(order: number, number: number, also: Plain = {}): Plain {
  return {
    orderItemId: itemId(order, number),
    orderId: orderId(order),
    action: 'Add',
    specifiedBy: {},
    lineNumber: String(number).padStart(4, '0'),
    billingAccountId: ACCOUNT,
    serviceAccountId: ACCOUNT,
    ...also,
  };
}

/** An order of one item, or as many as are given. */
export function order(number: number, also: Plain = {}): Plain {
  return { orderId: orderId(number), accountId: ACCOUNT, orderItems: [item(number, 1)], ...also };
}

/** A command's receipt in a form that tests can compare. */
export interface Receipt {
  readonly orders: readonly { readonly orderId: string; readonly id: string; readonly state: string }[];
  readonly changes: readonly { readonly action: string; readonly objectType: string; readonly id: string }[];
}

/** A store in memory, on which no two commands happen at the same time. */
export function memoryStore(): MemoryRecordStore {
  let now = Date.UTC(2026, 10, 22);
  return new MemoryRecordStore({
    clock: () => {
      now += 1;
      return now;
    },
  });
}

/** The use cases over a store, in memory unless another one is given, with the checks of the API before them. */
export class OrderDesk {
  readonly store: RecordStore;
  readonly #deadline: () => number;

  constructor(store: RecordStore = memoryStore(), deadline: () => number = () => Number.MAX_SAFE_INTEGER) {
    this.store = store;
    this.#deadline = deadline;
  }

  async submit(...orders: readonly Plain[]): Promise<Receipt> {
    return this.submitJson(jsonOf({ orders }));
  }

  async submitJson(request: JsonObject): Promise<Receipt> {
    expectValid(SUBMIT_ORDER_REQUEST, request);
    const deadline = this.#deadline();
    const { answer } = await submitOrders(this.store, { request, idempotency: undefined, deadline });
    return idsAsTexts(answer) as unknown as Receipt;
  }

  async query(request: Plain): Promise<JsonObject> {
    const json = jsonOf(request);
    expectValid(QUERY_ORDERS_REQUEST, json);
    return queryOrders(this.store, json);
  }

  /** Puts a specification `number` that decomposes into those with other numbers. */
  specification(number: number, into: readonly number[] = [], also: Plain = {}): CatalogAnswer {
    const body = jsonOf({
      name: `Product ${number}`,
      globalKey: globalKey(number),
      decomposesInto: into,
      ...also,
    });
    return this.put(number, body);
  }

  put(number: number | string, body: JsonObject): CatalogAnswer {
    expectValid(PRODUCT_SPECIFICATION_REQUEST, body);
    return putCatalogRecord(this.store, { ...this.command('Product Specification', number), body });
  }

  plan(number: number, also: Plain = {}): CatalogAnswer {
    const body = jsonOf({ name: `Plan ${number}`, ...also });
    return putCatalogRecord(this.store, { ...this.command('Plan Definition', number), body });
  }

  removeSpecification(number: number): CatalogAnswer {
    return deleteCatalogRecord(this.store, this.command('Product Specification', number));
  }

  removePlan(number: number): CatalogAnswer {
    return deleteCatalogRecord(this.store, this.command('Plan Definition', number));
  }

  async sampleCatalog(): Promise<void> {
    const catalog = readJson('local/sample-data/catalog.json');
    const entries = (kind: string) => Object.entries(catalog[kind] as JsonObject) as [string, JsonObject][];
    for (const [id, body] of entries('planDefinitions'))
      await putCatalogRecord(this.store, { ...this.command('Plan Definition', id), body });
    for (const [id, body] of entries('productSpecifications')) await this.put(id, body);
  }

  /** The records of the changes that are still there, in their order. */
  async recordsOf(receipt: Receipt, account = ACCOUNT): Promise<readonly Fields[]> {
    const keys = receipt.changes.map(({ objectType, id }) => ({
      owner: account.slice(0, 15),
      type: objectType,
      id,
    }));
    const records = await this.store.records(keys);
    return records.flatMap((record) => (record === undefined ? [] : [record.fields]));
  }

  private command(type: CatalogType, id: number | string): CatalogCommand {
    return { type, id: String(id), idempotency: undefined, deadline: this.#deadline() };
  }
}

/** What a command was refused for: its code and the errors by their pointers. */
export async function refusalOf(
  command: Promise<unknown>,
): Promise<{ code: string; errors: Record<string, string> }> {
  const error = await command.then(
    () => new Error('the command was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, errors: Object.fromEntries(error.errors.map(byPointer)) };
}

function byPointer({ pointer, detail }: FieldError): [string, string] {
  return [pointer, detail];
}

function expectValid(shape: Shape, json: JsonObject): void {
  const errors = validate(shape, json);
  if (errors.length > 0) throw new Error(`a test sends what the API refuses: ${JSON.stringify(errors)}`);
}

function idsAsTexts(answer: JsonObject): unknown {
  return JSON.parse(stringifyJson(answer).replaceAll(/"(id|tick)":(\d+)/g, '"$1":"$2"'));
}
