import { AppError } from '../domain/app-error.ts';
import type { JsonObject, JsonValue } from '../domain/json.ts';
import {
  readSyncSettings,
  type SettingTexts,
  type SyncSettings,
  syncConfigAnswer,
  syncConfigChanges,
} from '../model/sync-settings.ts';
import type { SettingStore } from './ports.ts';

/** The settings as they hold now. */
export async function currentSettings(store: SettingStore): Promise<SyncSettings> {
  const texts: SettingTexts = await store.read();
  return readSyncSettings(texts).settings;
}

/** Every setting, as GET /data-sync/config answers. */
export async function readConfig(store: SettingStore): Promise<JsonObject> {
  const texts: SettingTexts = await store.read();
  const { settings, problems } = readSyncSettings(texts);
  return syncConfigAnswer(settings, problems);
}

export interface ChangeConfigOptions {
  readonly store: SettingStore;
  /** The credential maps that the stage has. */
  readonly credentialMaps: readonly string[];
}

/**
 * Stores the settings that a valid body names, and answers with all of them. What is switched on is switched on last, what is switched off
 * is switched off first, so that nothing is sent half configured. Throws RULE_VIOLATED for a map that the stage does not have.
 */
export async function changeConfig(
  { store, credentialMaps }: ChangeConfigOptions,
  body: JsonValue,
): Promise<JsonObject> {
  const { DataSyncEnabled: enabled, ...others } = syncConfigChanges(body);
  const map = others.DataSyncCredentialMapName;
  if (map !== undefined && map !== null && !credentialMaps.includes(map))
    throw unknownMap(map, credentialMaps);
  const isOn = typeof enabled === 'string' && /^(?:true|yes)$/i.test(enabled);
  // It is never taken away: the capture of changes wants to read yes or no.
  if (enabled !== undefined && !isOn) await store.change({ DataSyncEnabled: 'false' });
  await store.change(others);
  if (enabled !== undefined && isOn) await store.change({ DataSyncEnabled: enabled });
  return readConfig(store);
}

function unknownMap(map: string, known: readonly string[]): AppError {
  return new AppError('RULE_VIOLATED', 'the stage has no such credential map', {
    errors: [
      {
        pointer: '/DataSyncCredentialMapName',
        detail: `is ${JSON.stringify(map)}; the stage has ${known.join(', ')}: more are made by dataSync.credentialMaps in its file`,
      },
    ],
  });
}
