import { readFileSync } from 'node:fs';
import { isJsonArray, isJsonObject, type JsonObject } from '../lambda/domain/json.ts';
import { parseJson } from '../lambda/domain/parse-json.ts';
import type { Examples } from '../lambda/model/documents/reference-documents.ts';

const DATA = new URL('../test/data/', import.meta.url);
const ENVELOPE = {
  _event_id: 'c4ca4238a0b923820dcc509a6f75849b',
  _transaction_id: '0190163d-8694-739b-aea5-966c26f8ad91',
} as const;

/** The payloads of the seeds, digit for digit, as the examples of the documents. */
export function referenceExamples(): Examples {
  return {
    requests: {
      submitOrders: read('submit-order-request.json'),
      queryOrders: {
        orderIdList: ['8014R000000AQGrQAO'],
        sObjTypeToAdditionalFieldsMap: { Order: ['Account.Name'], OrderItem: ['Order.Account.Name'] },
      },
      addOrUpdateCustomer: payload('orce-customermod.body.json'),
      postTransaction: payload('orce-postrncre.body.json'),
      createAccount: plain(
        '{"userid":"43739988","currency":"usd","locale":10001,"notify_method":2,"functional_account_groups":[{"group_no":10095894,"client_group_id":"FA_-_DE"}],"contact":{"first_name":"Ada","last_name":"Byron","city":"London","country":"GB","email":"ada@example.org"}}',
      ),
      postAccountTransaction: plain(
        '{"transaction_type":9,"amount":1325.00,"source_no":381465,"transaction_supp_fields":[{"field_name":"channel","field_value":"web"}],"comments":"Balance forward recorded during account creation"}',
      ),
      createSubscription: plain(
        '{"account":{"account_no":69094400012345000},"plan":4412964684870431366,"client_plan_instance_id":"25211656","units":2.50}',
      ),
    },
    events: [
      event({ type: 'Order', name: 'order', tick: 1 }),
      event({ type: 'Order Item', name: 'sales-order-item', tick: 2 }),
      event({ type: 'Order Item', name: 'decomposed-order-item', tick: 3 }),
    ],
  };
}

function event({
  type,
  name,
  tick,
}: {
  type: string;
  name: string;
  tick: number;
}): Examples['events'][number] {
  const sample = read(`om-plus-${name}.event.json`);
  return { type, name, event: { ...sample, ...ENVELOPE, _tick: JSON.rawJSON(String(tick)) } };
}

/** What a data sync message holds. */
function payload(file: string): JsonObject {
  const { messages } = read(file);
  const [message] = isJsonArray(messages) ? messages : [];
  const value = isJsonObject(message) ? parseJson(String(message.payload)) : undefined;
  if (!isJsonObject(value)) throw new TypeError(`${file} holds no message with an object`);
  return value;
}

function read(file: string): JsonObject {
  return plain(readFileSync(new URL(file, DATA), 'utf8'));
}

function plain(text: string): JsonObject {
  const value = parseJson(text);
  if (!isJsonObject(value)) throw new TypeError(`not an object: ${text.slice(0, 40)}`);
  return value;
}
