import { readFileSync } from 'node:fs';
import { type ApiClient, apiClient, fetchToken } from '../../local/api-client.ts';
import { type EventReader, eventReader } from '../../local/event-reader.ts';
import type { OauthClientName } from '../../local/oauth-clients.ts';
import type { Outputs } from '../../local/outputs.ts';

/** The deployed system, as a test uses it. */
export interface LocalSystem {
  readonly outputs: Outputs;
  /** The API with a token of this client. */
  api(client: OauthClientName): Promise<ApiClient>;
  /** Events from now on; the test closes it. */
  events(): Promise<EventReader>;
}

/** The outputs.json of the system that the setup of the integration tests has brought up. */
export function localSystemFile(): string {
  const file = process.env.MILLRACE_OUTPUTS;
  if (!file) throw new Error('MILLRACE_OUTPUTS is not set: these tests need the jest project "integration"');
  return file;
}

/** The system that the setup of the integration tests has brought up. */
export function localSystem(): LocalSystem {
  const outputs = JSON.parse(readFileSync(localSystemFile(), 'utf8')) as Outputs;
  return {
    outputs,
    async api(client) {
      const token = await fetchToken(outputs.oauth.tokenUrl, outputs.oauth.clients[client]);
      return apiClient({ apiUrl: outputs.apiUrl, token });
    },
    events: () => eventReader({ cloud: outputs, stream: outputs.eventStream, from: 'latest' }),
  };
}
