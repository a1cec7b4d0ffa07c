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
  const value = parseJson(readFileSync(new URL(file, DATA), 'utf8'));
  if (!isJsonObject(value)) throw new TypeError(`${file} does not hold an object`);
  return value;
}
