import fc from 'fast-check';
import type { MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import {
  exactNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from '../../lambda/domain/json.ts';
import { ACCOUNT_TRANSACTION_TYPES } from '../../lambda/model/account-transaction-types.ts';
import { ACCOUNTS_ROUTES } from '../../lambda/model/accounts-routes.ts';
import type { Route } from '../../lambda/model/routes.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { validate } from '../../lambda/model/validate.ts';
import { commandApi } from '../../lambda/runtime/command-api.ts';
import { AccountDesk, PLAN } from '../support/account-desk.ts';
import { validValue } from '../support/arbitrary-shape.ts';
import { broken } from '../support/broken-json.ts';
import {
  answerBody,
  gatewayEvent,
  lambdaContext,
  recordingLogger,
  recordingMetrics,
} from '../support/gateway-event.ts';
import { memoryStore } from '../support/order-desk.ts';

/** A scene with one of everything, and the command API before it. */
class Scene {
  readonly store: MemoryRecordStore = memoryStore();
  readonly #desk = new AccountDesk(this.store);
  readonly #api = commandApi({ logger: recordingLogger(), metrics: recordingMetrics() }, this.#desk.routes);
  path: Record<string, string> = {};
  payment = '';

  static async open(): Promise<Scene> {
    const scene = new Scene();
    const desk = scene.#desk;
    await desk.plan();
    const made = await desk.run('createAccount', [], '{"currency":"usd","contact":{}}');
    const post = async (type: number) => {
      const body = `{"transaction_type":${type},"amount":1000000}`;
      return (await desk.run('postAccountTransaction', [made.account_no], body)).transaction_no;
    };
    scene.payment = await post(3);
    scene.path = {
      account_no: made.account_no,
      contact_no: made.contact_no,
      transaction_no: await post(1),
      plan_instance_no: await desk.subscription(made.account_no, ',"start_date":null'),
    };
    return scene;
  }

  async send({ method, path: resource }: Route, body: JsonValue, roles = 'crm') {
    const authorizer = { subject: 'subject', clientId: 'crm', roles };
    const request = { method, resource, path: this.path, body: stringifyJson(body), authorizer };
    const answer = await this.#api(gatewayEvent(request), lambdaContext());
    return { status: answer.statusCode, body: answerBody(answer) };
  }
}

const WITH_BODY = ACCOUNTS_ROUTES.flatMap((route) => {
  const { request } = route;
  return request?.kind === 'object' ? [[route.name, { ...route, request }] as const] : [];
});

let unique = 0;

/** Makes what is of the right form also keep the rules, in the scene. */
function accepted(body: JsonObject, { path, payment }: Scene): JsonObject {
  unique += 1;
  const account = { account_no: exactNumber(path.account_no ?? '') };
  const values: Record<string, JsonValue> = {
    userid: `u${unique}`,
    client_account_id: `c${unique}`,
    client_plan_instance_id: `p${unique}`,
    account,
    plan: exactNumber(PLAN),
    parent_account: null,
    admin_contact: exactNumber(path.contact_no ?? ''),
    master_plan_instance: null,
    units: exactNumber('1.50'),
    start_date: '2026-01-01',
    end_date: '2027-01-01',
    transaction_type: exactNumber(ACCOUNT_TRANSACTION_TYPES[unique % 5]?.no ?? 1),
    amount: exactNumber('12.30'),
    transaction: exactNumber(payment),
    currency: 'usd',
    voided_transaction: null,
  };
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, values[name] === undefined ? value : values[name]]),
  );
}

describe.each(WITH_BODY)('%s', (_name, route) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.open();
  });

  it('accepts whatever is of its form and keeps the rules', async () => {
    await fc.assert(
      fc.asyncProperty(validValue(route.request), async (body) => {
        const { status, body: answer } = await scene.send(route, accepted(body as JsonObject, scene));
        expect([status, answer.errors]).toEqual([200, undefined]);
      }),
      { numRuns: 25 },
    );
  });

  it('answers 200 or 400 to whatever is of its form, and a refusal changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(validValue(route.request), async (body) => {
        const before = scene.store.changes().length;
        const { status, body: answer } = await scene.send(route, body);
        expect([200, 400]).toContain(status);
        if (status === 400) {
          expect(answer.code).toBe('RULE_VIOLATED');
          expect(scene.store.changes()).toHaveLength(before);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('names exactly what is broken', async () => {
    const names = Object.keys(route.request.properties);
    const breaks = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(validValue(route.request), breaks, fc.boolean(), async (body, places, surplus) => {
        const wrong = places.map((name): [string, JsonValue] => [
          name,
          wrongValue(route.request.properties[name]),
        ]);
        const missing = (route.request.required ?? []).filter((name) => !places.includes(name)).slice(0, 1);
        const whole = {
          ...(body as JsonObject),
          ...Object.fromEntries(wrong),
          ...(surplus && { suplus: true }),
        };
        const sent = Object.fromEntries(Object.entries(whole).filter(([name]) => !missing.includes(name)));
        const before = scene.store.changes().length;
        const { status, body: answer } = await scene.send(route, sent);
        expect([status, answer.code]).toEqual([400, 'VALIDATION_FAILED']);
        const expected = [...places, ...missing, ...(surplus ? ['suplus'] : [])].map((name) => `/${name}`);
        expect(pointersOf(answer)).toEqual(expected.sort());
        expect(scene.store.changes()).toHaveLength(before);
      }),
      { numRuns: 25 },
    );
  });

  it('never fails inside, whatever is sent', async () => {
    await fc.assert(
      fc.asyncProperty(validValue(route.request).chain(broken), async (body) => {
        const before = scene.store.changes().length;
        const { status } = await scene.send(route, body);
        expect(validate(route.request, body).length > 0 ? [400] : [200, 400]).toContain(status);
        if (status === 400) expect(scene.store.changes()).toHaveLength(before);
      }),
      { numRuns: 40 },
    );
  });
});

it.each(ACCOUNTS_ROUTES)('$method $path is for the role crm only', async (route) => {
  const scene = await Scene.open();
  for (const role of ['ordering', 'feed-reader', 'system-admin'])
    expect((await scene.send(route, {}, role)).status).toBe(403);
});

function wrongValue(shape: Shape | undefined): JsonValue {
  return shape?.kind === 'object' || shape?.kind === 'list' ? 'wrong' : { wrong: true };
}

function pointersOf({ errors }: JsonObject): readonly string[] {
  const list = (Array.isArray(errors) ? errors : []) as readonly JsonValue[];
  return list.flatMap((error) => (isJsonObject(error) ? String(error.pointer) : [])).sort();
}
