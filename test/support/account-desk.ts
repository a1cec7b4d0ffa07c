import { accountOperations } from '../../lambda/accounts/account-operations.ts';
import { accountRoutes } from '../../lambda/accounts/account-routes.ts';
import { catalogKey } from '../../lambda/domain/catalog-names.ts';
import type { RecordStore } from '../../lambda/domain/commit.ts';
import { exactNumber, isJsonObject, type JsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import { idSource } from '../../lambda/domain/new-ids.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { ACCOUNTS_ROUTES } from '../../lambda/model/accounts-routes.ts';
import { validate } from '../../lambda/model/validate.ts';
import { memoryStore } from './order-desk.ts';

/** What a command answered, numbers as texts. */
export interface Done {
  readonly transactionId: string;
  readonly changes: readonly {
    readonly action: string;
    readonly objectType: string;
    readonly id: string;
    readonly owner: string;
    readonly tick: string;
  }[];
  readonly account_no: string;
  readonly contact_no: string;
  readonly plan_instance_no: string;
  readonly transaction_no: string;
}

/** A plan of the catalog that every desk has. */
export const PLAN = '7';

let random = 0;
/** Numbers from 0 to less than 1, never the same ones soon. */
const steppedRandom = () => {
  random = (random + 0.137) % 1;
  return random;
};

interface AccountDeskOptions {
  readonly newId?: () => string;
  readonly deadline?: () => number;
}

/** The operations of accounts over a store, with the checks of the API before them; bodies are JSON texts. */
export class AccountDesk {
  readonly store: RecordStore;
  readonly #deadline: () => number;
  readonly #operations: ReturnType<typeof accountOperations>;

  /** `newId`: the numbers that new things get. `deadline`: epoch milliseconds, when a command must be done. */
  constructor(store: RecordStore = memoryStore(), { newId, deadline }: AccountDeskOptions = {}) {
    const newIds = idSource(steppedRandom);
    let now = Date.UTC(2026, 10, 22);
    this.store = store;
    this.#deadline = deadline ?? (() => Number.MAX_SAFE_INTEGER);
    this.#operations = accountOperations({
      store,
      newId:
        newId ??
        (() => {
          now += 1;
          return String(newIds(now, 1).first);
        }),
    });
  }

  /** Runs an operation by the name of its route, its numbers in the path in their order. */
  async run(name: string, numbers: readonly string[] = [], body = '{}', key?: string): Promise<Done> {
    const { answer } = await this.request({ name, numbers, body: parseJson(body) as JsonObject, key });
    return JSON.parse(stringifyJson(answer).replaceAll(/:(-?\d+)/g, ':"$1"')) as Done;
  }

  async request(request: {
    name: string;
    numbers: readonly string[];
    body: JsonObject;
    key?: string | undefined;
  }) {
    const { name, numbers, body, key } = request;
    const route = ACCOUNTS_ROUTES.find((each) => each.name === name);
    const operation = this.#operations[name];
    if (route === undefined || operation === undefined) throw new Error(`no operation ${name}`);
    const errors = route.request === undefined ? [] : validate(route.request, body);
    if (errors.length > 0) throw new Error(`a test sends what the API refuses: ${JSON.stringify(errors)}`);
    const parameters = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter);
    return operation({
      path: Object.fromEntries(parameters.map((parameter, place) => [parameter, numbers[place] ?? ''])),
      body,
      idempotency: key === undefined ? undefined : { key, fingerprint: stringifyJson(body) },
      deadline: this.#deadline(),
    });
  }

  /** What GET answers, as text. */
  async read(name: string, ...numbers: readonly string[]): Promise<string> {
    const { answer } = await this.request({ name, numbers, body: {} });
    return stringifyJson(answer);
  }

  /** A field of what GET answers, as JSON text. */
  async field(read: readonly [string, ...string[]], field: string): Promise<string> {
    const [name, ...numbers] = read;
    const object = parseJson(await this.read(name, ...numbers));
    return stringifyJson((isJsonObject(object) ? object[field] : undefined) ?? null);
  }

  async account(body = '{"currency":"usd"}'): Promise<string> {
    return (await this.run('createAccount', [], body)).account_no;
  }

  async subscription(accountNo: string, more = ''): Promise<string> {
    const body = `{"account":{"account_no":${accountNo}},"plan":${PLAN}${more}}`;
    return (await this.run('createSubscription', [], body)).plan_instance_no;
  }

  statusOf(read: 'readAccount' | 'readSubscription', number: string): Promise<string> {
    return this.field([read, number], 'status');
  }

  /** All routes, for the command API. */
  get routes(): ReturnType<typeof accountRoutes> {
    return accountRoutes(this.#operations);
  }

  /** Puts a plan definition, as the catalog does. */
  async plan(id = PLAN): Promise<void> {
    const key = catalogKey('Plan Definition', id);
    const fields = { id: exactNumber(id), 'Object Type': 'Plan Definition', Name: `Plan ${id}` };
    const options = { owners: [key.owner], deadline: Number.MAX_SAFE_INTEGER };
    await this.store.commit(options, {
      plan: async () => ({ changes: [{ action: 'insert', key, fields }] }),
      answer: () => ({}),
    });
  }
}
