import { randomInt, randomUUID } from 'node:crypto';
import { isJsonArray, isJsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import type { ApiAnswer, ApiClient } from '../../local/api-client.ts';
import { sampleCustomer } from './crm-desk.ts';
import { sampleOrder } from './sample-order.ts';

/** A command: a route, and the body as text, so that a test writes numbers as they are. */
type Command = readonly [method: string, route: string, body?: string];

/** Commands of every kind at random, given to the API of a running system about things that nobody else knows. */
export class ApiCommands {
  /** Whose records the commands wrote: all events and items of these are theirs. */
  readonly owners = new Set<string>();
  /** How often a command was done, by its route with {} for what is named in it. */
  readonly done = new Map<string, number>();
  readonly #api: ApiClient;
  readonly #random: () => number;
  readonly #run = randomUUID().slice(0, 8);
  readonly #catalog = randomInt(10 ** 6, 10 ** 7);
  readonly #accounts: string[] = [];
  readonly #subscriptions: string[] = [];
  #count = 0;
  readonly #kinds: number[] = [];

  /** The client's token may do everything. */
  constructor(api: ApiClient, random: () => number) {
    this.#api = api;
    this.#random = random;
  }

  /** Gives the next command. One that the rules do not allow changes nothing; throws when the API fails. */
  async next(): Promise<void> {
    this.#count += 1;
    const [method, route, body] = this.#command();
    const answer = await this.#api.call(method, route, body);
    if (answer.status >= 500) throw new Error(`${method} ${route}: ${answer.status} ${answer.text}`);
    if (answer.status === 200) this.#note(`${method} ${route}`, answer);
  }

  #note(command: string, { body }: ApiAnswer): void {
    if (!isJsonObject(body)) return;
    const kind = command.replaceAll(/\d+/g, '{}');
    this.done.set(kind, (this.done.get(kind) ?? 0) + 1);
    const changes = isJsonArray(body.changes) ? body.changes.filter(isJsonObject) : [];
    for (const { owner } of changes) this.owners.add(String(owner));
    if (kind === 'POST /accounts') this.#accounts.push(stringifyJson(body.account_no ?? null));
    if (kind === 'POST /subscriptions')
      this.#subscriptions.push(stringifyJson(body.plan_instance_no ?? null));
  }

  #command(): Command {
    const customer = `${this.#run}-${this.#below(5)}`;
    const place = this.#catalog * 10 + this.#below(3);
    const account = this.#accounts[this.#below(this.#accounts.length)];
    const subscription = this.#subscriptions[this.#below(this.#subscriptions.length)];
    const commands: readonly Command[] = [
      this.#putCustomer(customer),
      this.#putCustomer(customer),
      this.#postTransaction(customer),
      ['POST', '/services/Customer/deleteCustomer', `{"customerID":"${customer}"}`],
      ['POST', '/services/SVCTransaction/generateCard', `{"customerID":"${customer}"}`],
      ['POST', '/orders', stringifyJson(sampleOrder())],
      ['PUT', `/catalog/plan-definitions/${place}`, `{"name":"Plan ${this.#count}"}`],
      ['DELETE', `/catalog/plan-definitions/${place}`],
      ['POST', '/accounts', `{"currency":"usd","contact":{"first_name":"Nº ${this.#count}"}}`],
      ...(account === undefined ? [] : this.#ofAccount(account, place)),
      ...(subscription === undefined ? [] : [this.#putUnits(subscription)]),
    ];
    // Each kind comes once before any comes again.
    if (this.#kinds.length === 0) this.#kinds.push(...commands.keys());
    const [kind = 0] = this.#kinds.splice(this.#below(this.#kinds.length), 1);
    return commands[kind] ?? this.#putCustomer(customer);
  }

  #putUnits(subscription: string): Command {
    return ['PUT', `/subscriptions/${subscription}`, `{"units":${this.#amount()}}`];
  }

  #ofAccount(account: string, plan: number): readonly Command[] {
    return [
      ['POST', '/subscriptions', `{"account":{"account_no":${account}},"plan":${plan},"units":2.50}`],
      ['POST', `/accounts/${account}/transactions`, `{"transaction_type":1,"amount":${this.#amount()}}`],
      ['POST', `/accounts/${account}/${this.#below(2) === 0 ? 'suspend' : 'resume'}`],
    ];
  }

  #putCustomer(customerID: string): Command {
    const attributes = [1, 2].map((name) => ({
      name: `n${name}`,
      attributeValue: [String(this.#below(1_000))],
    }));
    const customer = sampleCustomer(customerID, {
      customAttribute: attributes,
      orgName: `Nº ${this.#count}`,
    });
    return ['POST', '/services/Customer/addOrUpdateCustomer', stringifyJson(customer)];
  }

  #postTransaction(customer: string): Command {
    const id = `${this.#run}-t${this.#count}`;
    const line = `{"lineItemSequence":1,"lineItemTypeCode":"Sale","quantity":${1 + this.#below(5)}}`;
    const text = `{"retailTransactionId":"${id}","customerId":"${customer}","businessDate":"2026-11-0${1 + this.#below(9)}",
      "subtotal":${this.#amount()},"total":${this.#amount()},"lineItems":[${line}]}`;
    return ['POST', '/services/PosLog/postTransaction', text];
  }

  /** Digits that a double would lose, with zeros at their end. */
  #amount(): string {
    return `${1 + this.#below(10 ** 9)}${this.#below(10 ** 6)}.${this.#below(10)}0`;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
