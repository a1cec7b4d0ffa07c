import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReceivedMessages } from './received-messages.ts';
import { readBody } from './request-body.ts';
import type { ScriptedAnswers } from './scripted-answers.ts';

const MAX_CONTROL_BYTES = 64 * 1024;

export interface ReceiverControlOptions {
  readonly messages: ReceivedMessages;
  readonly script: ScriptedAnswers;
}

/** Answers `GET /messages`, `DELETE /messages` and `POST /respond`, with JSON. */
export function receiverControl({ messages, script }: ReceiverControlOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, MAX_CONTROL_BYTES);
    switch (`${request.method} ${request.url?.replace(/\?.*$/, '')}`) {
      case 'GET /messages':
        return answer(response, 200, messages.list());
      case 'DELETE /messages':
        messages.clear();
        return answer(response, 204);
      case 'POST /respond':
        return respond(response, body, script);
      default:
        return answer(response, 404, {
          detail: 'GET /messages, DELETE /messages and POST /respond are known',
        });
    }
  };
}

function respond(response: ServerResponse, body: string | undefined, script: ScriptedAnswers): void {
  try {
    const asked: unknown = JSON.parse(body ?? '');
    if (typeof asked !== 'object' || asked === null) throw new SyntaxError('the body is no JSON object');
    script.add(asked);
    answer(response, 204);
  } catch (error) {
    answer(response, 400, { detail: error instanceof Error ? error.message : 'it cannot be read' });
  }
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  if (body === undefined) response.writeHead(status).end();
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
