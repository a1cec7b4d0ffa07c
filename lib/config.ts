import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configErrors } from './config-errors.ts';
import type { DataSyncConfig } from './data-sync/data-sync-config.ts';
import type { FeedConfig } from './feed-admin/feed-config.ts';
import type { TasksConfig } from './scheduled-tasks/tasks-config.ts';

/** Whose tokens the API accepts. */
export interface AuthConfig {
  readonly issuer: string;
  readonly audience: string;
  /** @default - `<issuer>/.well-known/jwks.json` */
  readonly jwksUrl?: string;
  /** @default 'roles' */
  readonly rolesClaim: string;
}

/** The Kinesis stream and the form of what goes into it. */
export interface EventStreamConfig {
  /** @default 'on-demand' */
  readonly capacity: 'on-demand' | { readonly shards: number };
  /** @default 'event' */
  readonly format: 'event' | 'cloudevents';
  /** @default 1024 */
  readonly maxRecordKiB: number;
}

/** Who may read the event stream from another AWS account. */
export interface ReaderConfig {
  readonly name: string;
  readonly accountId: string;
  /** Name, with its path, or ARN. */
  readonly role: string;
  /** @default false */
  readonly assumeRole: boolean;
  /** Set exactly if `assumeRole` is. */
  readonly externalId?: string;
  /** @default false */
  readonly enhancedFanOut: boolean;
}

/** A stage, as its file says it, with every default filled in. Frozen. docs/configuration.md explains the fields. */
export interface AppConfig {
  /** The name of the stage: `prod`. */
  readonly stage: string;
  /** Whether this stage runs in the emulator on one machine: nothing in it outlives it. */
  readonly local: boolean;
  /** @default - of the credentials at hand */
  readonly account?: string;
  /** @default - of the credentials at hand */
  readonly region?: string;
  /** @default - a Cognito user pool is made */
  readonly auth?: AuthConfig;
  readonly eventStream: EventStreamConfig;
  /** @default [] */
  readonly readers: readonly ReaderConfig[];
  readonly dataSync: DataSyncConfig;
  readonly feed: FeedConfig;
  readonly scheduledTasks: TasksConfig;
  readonly alarms: {
    /** @default - no topic is made */
    readonly email?: string;
    /** @default - alarms notify nobody, or `email` */
    readonly topicArn?: string;
  };
  /** @default 30 */
  readonly logRetentionDays: number;
  readonly api: {
    readonly throttle: {
      /** @default 100 */
      readonly rate: number;
      /** @default 200 */
      readonly burst: number;
    };
  };
}

/** A stage's name or file that cannot be used. The message lists everything that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The only stage that is deployed to the emulator. */
export const LOCAL_STAGE = 'local';

const CONFIG_DIRECTORY = path.join(import.meta.dirname, '../config');
const STAGE_NAME = /^[a-z][a-z0-9-]{0,15}$/;

/**
 * The configuration of a stage from its file, by default `config/<stage>.json`.
 * Throws ConfigError that lists everything that is wrong.
 */
export function loadConfig(stage: unknown, file?: string): AppConfig {
  if (typeof stage !== 'string' || !STAGE_NAME.test(stage)) {
    throw new ConfigError(
      `stage: got ${JSON.stringify(stage)}, expected a name of a-z, 0-9 and -, at most 16 long; pass -c stage=<name>, which reads config/<name>.json`,
    );
  }
  return parseConfig(stage, readConfigFile(file ?? path.join(CONFIG_DIRECTORY, `${stage}.json`)));
}

/** Checks what a stage's file holds and fills in defaults. Throws ConfigError that lists everything that is wrong. */
export function parseConfig(stage: string, content: unknown): AppConfig {
  const fields = structuredClone(content);
  const local = stage === LOCAL_STAGE;
  const errors = configErrors(fields, { local });
  if (errors.length > 0) {
    throw new ConfigError([`the configuration of stage ${stage} cannot be used:`, ...errors].join('\n  '));
  }
  const { $schema: _, ...config } = fields as AppConfig & { $schema?: string };
  return deepFreeze({ ...config, stage, local });
}

function readConfigFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof SyntaxError
        ? `is not JSON: ${error.message}`
        : 'cannot be read; write one, see config/example.json';
    throw new ConfigError(`${file} ${reason}`, { cause: error });
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value))
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  return Object.freeze(value);
}
