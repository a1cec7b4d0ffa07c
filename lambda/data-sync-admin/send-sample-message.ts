import { AppError } from '../domain/app-error.ts';
import { exactNumber, type JsonObject, type JsonValue } from '../domain/json.ts';
import type { SyncMessage } from '../domain/sync-message.ts';
import type { SyncSettings } from '../model/sync-settings.ts';
import { currentSettings } from './configure-data-sync.ts';
import type { SampleReceiver, SettingStore } from './ports.ts';

/** The message that the seed shows ("Send Sample Message"), to the letter. */
export const SAMPLE_MESSAGE: SyncMessage = {
  action: 'CUSTOMERCRE',
  payload: 'Test message',
  type: 'CUSTOMER',
  uniqueId: '0',
};

/** The settings of a receiver that can be sent to. */
export type ReachableSettings = SyncSettings & {
  readonly DataSyncApiUrl: string;
  readonly DataSyncTokenUrl: string;
};

/** Makes the receiver that settings name. */
export type ReceiverMaker = (
  settings: ReachableSettings,
) => Promise<SampleReceiver & { close(): Promise<void> }>;

/**
 * Sends the sample message as the job would send one, and tells what became of it. Throws RULE_VIOLATED where the settings do not yet say
 * where to send it.
 */
export async function sendSampleMessage(
  settings: SettingStore,
  receiverOf: ReceiverMaker,
): Promise<JsonObject> {
  const receiver = await receiverOf(reachable(await currentSettings(settings)));
  try {
    const outcome = await receiver.deliver([SAMPLE_MESSAGE]);
    return Object.fromEntries(
      Object.entries(outcome).map(([name, value]): [string, JsonValue] => [name, jsonOf(value)]),
    );
  } finally {
    await receiver.close();
  }
}

function reachable(settings: SyncSettings): ReachableSettings {
  const { DataSyncApiUrl, DataSyncTokenUrl } = settings;
  if (DataSyncApiUrl === undefined) throw notSet('DataSyncApiUrl');
  if (DataSyncTokenUrl === undefined) throw notSet('DataSyncTokenUrl');
  return { ...settings, DataSyncApiUrl, DataSyncTokenUrl };
}

function notSet(setting: string): AppError {
  return new AppError('RULE_VIOLATED', `${setting} is not set: set it with PUT /data-sync/config`);
}

function jsonOf(value: string | number): JsonValue {
  return typeof value === 'number' ? exactNumber(value) : value;
}
