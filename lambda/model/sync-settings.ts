import type { FieldError } from '../domain/app-error.ts';
import { exactNumber, isJsonNumber, isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';
import { wholeNumber } from '../domain/number.ts';
import { nullable } from './field-shapes.ts';
import { flag, name, oneOf, type Setting, type SettingValue, text, url, whole } from './setting.ts';
import type { Shape } from './shape.ts';
import { validate } from './validate.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * Every setting of the data sync, in the order of documents: the seed's five under their own names (ORCE Data Sync,
 * "Configuration"), then ours. Each is a parameter of its own; without it, its standard value holds.
 */
export const SYNC_SETTINGS = {
  DataSyncEnabled: flag(false, 'Whether changes are queued and sent.'),
  DataSyncApiUrl: url('Where the messages are POSTed to.'),
  DataSyncTokenUrl: url('Where the access tokens come from (OAuth2).'),
  DataSyncCredentialMapName: name('ce_credentials', 'The secret that holds the credentials, by key name.'),
  DataSyncCredentialKeyName: name('data_sync', 'The key of the client id and secret in that map.'),
  DataSyncMode: oneOf(
    ['stop', 'park'],
    'What becomes of a message that is not answered with 200. stop: the run fails, and the next one begins with it. park: it is sent again, then put aside, and the other customers go on.',
  ),
  DataSyncWorkers: whole(
    { standard: 1, min: 1, max: 8 },
    'Functions that send side by side, each for customers of its own.',
  ),
  DataSyncConcurrency: whole(
    { standard: 32, min: 1, max: 256 },
    'Requests in flight at once in each worker, never two of one customer.',
  ),
  DataSyncBatchSize: whole({ standard: 500, min: 1, max: 1000 }, 'Rows taken from the queues at a time.'),
  DataSyncMessagesPerRequest: whole(
    { standard: 1, min: 1, max: 100 },
    'Messages of one customer in a request, at most.',
  ),
  DataSyncConnectTimeoutMs: whole(
    { standard: 5 * SECOND_MS, min: 100, max: MINUTE_MS },
    'Time for a connection with TLS.',
  ),
  DataSyncAnswerTimeoutMs: whole(
    { standard: 30 * SECOND_MS, min: 100, max: 2 * MINUTE_MS },
    'Time from the end of a request until its answer begins, and between two pieces of the answer.',
  ),
  DataSyncRequestTimeoutMs: whole(
    { standard: MINUTE_MS, min: 1000, max: 2 * MINUTE_MS },
    'Time for a whole delivery, a token and a second try after a 401 included.',
  ),
  DataSyncAuthMethod: oneOf(
    ['basic', 'post'],
    'How the client proves itself to the token URL (RFC 6749, 2.3.1).',
  ),
  DataSyncScope: text('The scope asked for.'),
  DataSyncAudience: text('The audience asked for.'),
  DataSyncMaxAttempts: whole(
    { standard: 8, min: 1, max: 100 },
    'In the mode park: tries of a message before it is parked.',
  ),
  DataSyncFirstBackoffMs: whole(
    { standard: SECOND_MS, min: 10, max: MINUTE_MS },
    'In the mode park: the wait after the first failed try; each further one is twice as long.',
  ),
  DataSyncLongestBackoffMs: whole(
    { standard: MINUTE_MS, min: 10, max: 10 * MINUTE_MS },
    'In the mode park: the longest wait between two tries, and the longest Retry-After that is kept to.',
  ),
  DataSyncBreakerThreshold: whole(
    { standard: 10, min: 1, max: 1000 },
    'In the mode park: failures in a row after which the receiver counts as down.',
  ),
  DataSyncBreakerPauseMs: whole(
    { standard: 30 * SECOND_MS, min: 100, max: 10 * MINUTE_MS },
    'In the mode park: how long a receiver that is down is left alone before one message is tried.',
  ),
  DataSyncBreakerProbes: whole(
    { standard: 5, min: 1, max: 100 },
    'In the mode park: messages tried in vain on a receiver that is down before the run fails.',
  ),
} as const satisfies Readonly<Record<string, Setting<SettingValue | undefined>>>;

/** The name of a setting. */
export type SyncSettingName = keyof typeof SYNC_SETTINGS;

/** The settings with every standard value filled in; undefined where a setting has none. */
export type SyncSettings = {
  readonly [Name in SyncSettingName]: (typeof SYNC_SETTINGS)[Name] extends Setting<infer Value>
    ? Value
    : never;
};

/** Names of all settings. */
export const SYNC_SETTING_NAMES = Object.keys(SYNC_SETTINGS) as readonly SyncSettingName[];

/** Settings as they are stored: the texts of those that are set. */
export type SettingTexts = Readonly<Partial<Record<SyncSettingName, string>>>;

/** A stored text that is no value of its setting. It holds for the standard value meanwhile. */
export interface SettingProblem {
  readonly setting: SyncSettingName;
  readonly detail: string;
}

const settingOf = (setting: SyncSettingName): Setting<SettingValue | undefined> => SYNC_SETTINGS[setting];

/** What the stored texts say, and which of them are no values; these have been written past the API. */
export function readSyncSettings(texts: SettingTexts): {
  readonly settings: SyncSettings;
  readonly problems: readonly SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const values = SYNC_SETTING_NAMES.map((setting) => {
    const { standard, read, expected } = settingOf(setting);
    const stored = texts[setting];
    if (stored === undefined) return [setting, standard];
    const value = read(stored);
    if (value === undefined) problems.push({ setting, detail: `must be ${expected}` });
    return [setting, value ?? standard];
  });
  return { settings: Object.fromEntries(values) as SyncSettings, problems };
}

/** What a request asks to be stored; null: the standard value again. */
export type SettingChanges = Readonly<Partial<Record<SyncSettingName, string | null>>>;

/** Body of PUT /data-sync/config: the settings that are to change; null gives one its standard value again. */
export const SYNC_CONFIG_REQUEST: Shape = {
  kind: 'object',
  properties: Object.fromEntries(
    SYNC_SETTING_NAMES.map((setting) => [
      setting,
      { ...nullable(settingOf(setting).shape), ...described(setting) },
    ]),
  ),
  description: 'The settings that are to change. null: the standard value again.',
};

/** What GET and PUT /data-sync/config answer. */
export const SYNC_CONFIG_ANSWER: Shape = {
  kind: 'object',
  properties: {
    ...Object.fromEntries(
      SYNC_SETTING_NAMES.map((setting) => {
        const { shape, standard } = settingOf(setting);
        return [setting, { ...(standard === undefined ? nullable(shape) : shape), ...described(setting) }];
      }),
    ),
    problems: {
      kind: 'list',
      of: {
        kind: 'object',
        properties: { setting: { kind: 'text' }, detail: { kind: 'text' } },
        required: ['setting', 'detail'],
      },
      description:
        'Only if there are any: stored texts that are no values; the standard value is shown instead.',
    },
  },
  required: SYNC_SETTING_NAMES,
  description: 'The settings, with the standard values of those that are not set.',
};

function described(setting: SyncSettingName): { readonly description: string } {
  const { description, standard } = settingOf(setting);
  return { description: standard === undefined ? description : `${description} Standard: ${standard}.` };
}

/** Everything that is wrong with the body of PUT /data-sync/config. */
export function validateSyncConfig(body: JsonValue): readonly FieldError[] {
  const errors = validate(SYNC_CONFIG_REQUEST, body);
  if (errors.length > 0) return errors;
  return Object.entries(syncConfigChanges(body)).flatMap(([setting, changed]) => {
    const { read, expected } = settingOf(setting as SyncSettingName);
    const wrong = changed !== null && read(changed) === undefined;
    return wrong ? [{ pointer: `/${setting}`, detail: `must be ${expected}` }] : [];
  });
}

/** The changes that a valid body asks for. */
export function syncConfigChanges(body: JsonValue): SettingChanges {
  if (!isJsonObject(body)) return {};
  return Object.fromEntries(Object.entries(body).map(([setting, value]) => [setting, storedText(value)]));
}

/** The settings as GET /data-sync/config answers them. */
export function syncConfigAnswer(settings: SyncSettings, problems: readonly SettingProblem[]): JsonObject {
  const values = SYNC_SETTING_NAMES.map((setting): [string, JsonValue] => {
    const value = settings[setting];
    return [setting, typeof value === 'number' ? exactNumber(value) : (value ?? null)];
  });
  const listed = problems.map(({ setting, detail }) => ({ setting, detail }));
  return { ...Object.fromEntries(values), ...(listed.length > 0 ? { problems: listed } : {}) };
}

function storedText(value: JsonValue): string | null {
  if (value === null) return null;
  return isJsonNumber(value) ? String(wholeNumber(value.rawJSON)) : String(value);
}
