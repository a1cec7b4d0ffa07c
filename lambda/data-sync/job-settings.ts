import { AppError } from '../domain/app-error.ts';
import { readSyncSettings, type SettingTexts, type SyncSettings } from '../model/sync-settings.ts';
import type { JudgeOptions } from './judge-failure.ts';
import type { SettingsReader } from './ports.ts';

/** The settings of a run: those that a run cannot do without are there. */
export interface JobSettings extends SyncSettings {
  readonly DataSyncApiUrl: string;
  readonly DataSyncTokenUrl: string;
}

/** The settings as they are now; a text that is no value counts as not set. */
export async function currentSettings(reader: SettingsReader): Promise<SyncSettings> {
  const texts: SettingTexts = await reader.read();
  return readSyncSettings(texts).settings;
}

/** The settings of a run. Throws CONFIG_INVALID that names those that are missing. */
export function jobSettings(settings: SyncSettings): JobSettings {
  const { DataSyncApiUrl, DataSyncTokenUrl } = settings;
  if (DataSyncApiUrl === undefined) throw missing('DataSyncApiUrl');
  if (DataSyncTokenUrl === undefined) throw missing('DataSyncTokenUrl');
  return { ...settings, DataSyncApiUrl, DataSyncTokenUrl };
}

/** How long a lease is taken for: two deliveries' time and a minute, so that it can be renewed between any two. */
export function leaseMs({ DataSyncRequestTimeoutMs }: SyncSettings): number {
  return 2 * DataSyncRequestTimeoutMs + 60_000;
}

/** How failures are judged. `random` gives numbers from 0 to less than 1. */
export function judgeOptions(settings: SyncSettings, random: () => number): JudgeOptions {
  const { DataSyncFirstBackoffMs: first, DataSyncLongestBackoffMs: longest } = settings;
  return {
    mode: settings.DataSyncMode,
    maxAttempts: settings.DataSyncMaxAttempts,
    breakerThreshold: settings.DataSyncBreakerThreshold,
    breakerPauseMs: settings.DataSyncBreakerPauseMs,
    breakerProbes: settings.DataSyncBreakerProbes,
    // Between half and all of it: who failed together does not come again together.
    backoffMs: (attempt) => Math.ceil(Math.min(longest, first * 2 ** (attempt - 1)) * (0.5 + random() / 2)),
  };
}

function missing(name: string): AppError {
  return new AppError('CONFIG_INVALID', `${name} is not set: set it with PUT /data-sync/config`);
}
