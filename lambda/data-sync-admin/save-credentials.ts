import { isJsonArray, type JsonObject } from '../domain/json.ts';
import type { SyncCredentials } from '../domain/sync-credentials.ts';
import { currentSettings } from './configure-data-sync.ts';
import type { CredentialStore, SettingStore } from './ports.ts';

/**
 * Saves what a valid body holds under the map and key that the settings name, and tells where that is; nothing of what was saved
 * is in the answer. Throws as CredentialStore does.
 */
export async function saveCredentials(
  { settings, credentials }: { readonly settings: SettingStore; readonly credentials: CredentialStore },
  body: JsonObject,
): Promise<JsonObject> {
  const { DataSyncCredentialMapName: map, DataSyncCredentialKeyName: key } = await currentSettings(settings);
  await credentials.save(map, key, credentialsOf(body));
  return { map, key };
}

function credentialsOf(body: JsonObject): SyncCredentials {
  const { clientId, clientSecret, signingSecrets, certificate, certificateKey } = body;
  return {
    clientId: String(clientId),
    clientSecret: String(clientSecret),
    ...(isJsonArray(signingSecrets) ? { signingSecrets: signingSecrets.map(String) } : {}),
    ...(certificate === undefined ? {} : { certificate: String(certificate) }),
    ...(certificateKey === undefined ? {} : { certificateKey: String(certificateKey) }),
  };
}
