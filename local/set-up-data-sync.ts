import { apiClient, expect200, fetchToken } from './api-client.ts';
import type { Outputs } from './outputs.ts';
import type { Note } from './progress.ts';

export interface DataSyncSetUpOptions {
  readonly outputs: Outputs;
  /** Where the data sync gets its tokens: https. */
  readonly tokenUrl: string;
  readonly signal: AbortSignal;
  readonly note: Note;
}

/**
 * Saves the settings and credentials of the data sync as an administrator would, through the API: it sends to the receiver of this
 * machine, as the OAuth2 client `data-sync`.
 */
export async function setUpDataSync({
  outputs,
  tokenUrl,
  signal,
  note,
}: DataSyncSetUpOptions): Promise<void> {
  const { clients, tokenUrl: ownTokenUrl } = outputs.oauth;
  const token = await fetchToken(ownTokenUrl, clients['system-admin']);
  const api = apiClient({ apiUrl: outputs.apiUrl, token, signal });
  const { clientId, clientSecret } = clients['data-sync'];
  expect200(
    await api.call('PUT', '/data-sync/credentials', { clientId, clientSecret }),
    'PUT /data-sync/credentials',
  );
  note('PUT /data-sync/credentials: 200');
  const settings = {
    DataSyncEnabled: true,
    DataSyncApiUrl: outputs.receiver.url,
    DataSyncTokenUrl: tokenUrl,
  };
  expect200(await api.call('PUT', '/data-sync/config', settings), 'PUT /data-sync/config');
  note('PUT /data-sync/config: 200');
}
