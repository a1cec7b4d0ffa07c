import { isJsonArray, isJsonObject, type JsonObject } from '../lambda/domain/json.ts';
import {
  type AnsweredChanges,
  answeredChanges,
  changeOf,
  changesWithoutEvent,
  countByType,
} from './answer-changes.ts';
import { type ApiClient, apiClient, expect200, fetchToken } from './api-client.ts';
import { type EventReader, eventReader, type StreamedEvent } from './event-reader.ts';
import { LocalError } from './local-error.ts';
import { firstDifference } from './same-json.ts';
import { sample } from './sample-data.ts';
import type { TourOptions } from './tour.ts';

const EVENTS_WITHIN_MS = 60_000;

/**
 * Shows an order on its way: puts the sample catalog, submits the sample order, asks for it again, and prints its events
 * as they come out of the event stream. Throws LocalError unless each change of the order came out.
 */
export async function takeOrderTour({ outputs, progress, signal }: TourOptions): Promise<void> {
  const token = await fetchToken(outputs.oauth.tokenUrl, outputs.oauth.clients.ordering);
  const api = apiClient({ apiUrl: outputs.apiUrl, token, signal });
  await progress.step('Putting the sample catalog', (note) => putCatalog(api, note));
  const reader = await eventReader({ cloud: outputs, stream: outputs.eventStream, from: 'latest' });
  try {
    const order = await sample('submit-order-request.json');
    const answer = await progress.step('Submitting the sample order', (note) => submit(api, order, note));
    await progress.step('Asking for the order', (note) => query(api, order, note));
    const events = await progress.step('Reading its events from the stream', () =>
      readEvents(reader, answer, signal),
    );
    progress.say(eventLines(events));
  } finally {
    reader.close();
  }
}

/** Puts every plan definition and product specification of the sample data, each after those that it refers to. */
export async function putCatalog(api: ApiClient, note: (detail: string) => void): Promise<void> {
  const catalog = await sample('catalog.json');
  const routes = { planDefinitions: 'plan-definitions', productSpecifications: 'product-specifications' };
  for (const [kind, route] of Object.entries(routes)) {
    const records = catalog[kind];
    if (!isJsonObject(records)) throw new TypeError(`catalog.json has no ${kind}`);
    for (const [id, record] of Object.entries(records)) {
      if (isJsonObject(record))
        expect200(await api.call('PUT', `/catalog/${route}/${id}`, record), `PUT ${id}`);
    }
    note(`PUT /catalog/${route}/{id}: ${Object.keys(records).length} times 200`);
  }
}

async function submit(
  api: ApiClient,
  order: JsonObject,
  note: (detail: string) => void,
): Promise<AnsweredChanges> {
  const answer = await api.call('POST', '/orders', order);
  const done = answeredChanges(expect200(answer, 'POST /orders'));
  note(`POST /orders: 200, transaction ${done.transactionId}, ${countByType(done)}`);
  return done;
}

async function query(api: ApiClient, order: JsonObject, note: (detail: string) => void): Promise<void> {
  const orders = isJsonArray(order.orders) ? order.orders.filter(isJsonObject) : [];
  const answer = await api.call('POST', '/orders/query', {
    orderIdList: orders.map(({ orderId }) => orderId ?? null),
    sObjTypeToAdditionalFieldsMap: { Order: ['Account.Name'], OrderItem: ['Order.Account.Name'] },
  });
  const difference = firstDifference(order, expect200(answer, 'POST /orders/query'));
  if (difference) throw new LocalError(`The order came back changed: ${difference}.`);
  note('POST /orders/query: 200, equal to what was submitted');
}

/** The events of a command's changes, by tick. Throws LocalError that names what did not come out in time. */
export async function readEvents(
  reader: EventReader,
  answer: AnsweredChanges,
  signal: AbortSignal,
): Promise<readonly StreamedEvent[]> {
  const deadline = performance.now() + EVENTS_WITHIN_MS;
  const events: StreamedEvent[] = [];
  let missing = answer.changes;
  while (missing.length > 0) {
    signal.throwIfAborted();
    if (performance.now() > deadline) throw new LocalError(notSeen(missing, answer));
    events.push(
      ...(await reader.next()).filter(({ event }) => event._transaction_id === answer.transactionId),
    );
    missing = changesWithoutEvent(answer, events);
  }
  return events;
}

function notSeen(missing: AnsweredChanges['changes'], { changes }: AnsweredChanges): string {
  const [first] = missing;
  return `${missing.length} of ${changes.length} events did not come out of the event stream within ${EVENTS_WITHIN_MS / 1000} seconds, such as the ${first?.action} of ${first?.type} ${first?.id}.`;
}

function eventLines(events: readonly StreamedEvent[]): string {
  const lines = events.map(({ partitionKey, text, event }) => {
    const { action, type, id, tick } = changeOf(event);
    return `${tick.padStart(6)}  ${action} ${type} ${id}, account ${partitionKey}\n        ${text}`;
  });
  return `\n${events.length} events, by tick, as a reader of the stream gets them:\n\n${lines.join('\n')}\n`;
}
