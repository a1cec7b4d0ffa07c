import type { ReceivedMessage } from './received-messages.ts';
import type { ScriptRequest } from './scripted-answers.ts';

/** What came to the receiver, and what it is to answer: its control URL. */
export interface ReceiverClient {
  messages(): Promise<readonly ReceivedMessage[]>;
  clear(): Promise<void>;
  /** Scripts the next answers; `{ times: 0 }` takes back what is left of that. */
  respond(script: ScriptRequest): Promise<void>;
}

/** A client of the receiver's control URL. */
export function receiverClient(controlUrl: string): ReceiverClient {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(controlUrl + path, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return text;
  };
  return {
    messages: async () => JSON.parse(await call('GET', '/messages')) as readonly ReceivedMessage[],
    clear: async () => void (await call('DELETE', '/messages')),
    respond: async (script) => void (await call('POST', '/respond', script)),
  };
}
