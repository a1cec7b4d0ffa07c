import type { Outputs } from './outputs.ts';
import type { Places } from './places.ts';

/** What to do with a system that is up: where it is, how to get a token, how to send an order. */
export function welcome(outputs: Outputs, places: Places): string {
  const { clientId, clientSecret } = outputs.oauth.clients.ordering;
  return `
Millrace is up.

  API            ${outputs.apiUrl}
  Data feed      ${outputs.feedUrl}
  AWS endpoint   ${outputs.endpoint}   (region ${outputs.region}, access key and secret: ${outputs.credentials.accessKeyId})
  Records table  ${outputs.recordsTable}
  Event stream   ${outputs.eventStream}
  Receiver       ${outputs.receiver.url}   (what it got: ${outputs.receiver.controlUrl}/messages)
  All of it      ${places.outputs}
  Logs           ${places.logs}

Get a token (its client may send orders; the file above lists the others):

  TOKEN=$(curl -s -u '${clientId}:${clientSecret}' -d grant_type=client_credentials ${outputs.oauth.tokenUrl} \\
    | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

Ask for the order of the tour, or send one of your own:

  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"orderIdList": ["8014R000000AQGrQAO"]}' ${outputs.apiUrl}/orders/query
  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d @order.json ${outputs.apiUrl}/orders

Follow the data feed (with a token of the client feed-reader):

  curl -sN -H "Authorization: Bearer $TOKEN" '${outputs.feedUrl}/feed/changes?from=1hour'

Ctrl-C ends it.`;
}
