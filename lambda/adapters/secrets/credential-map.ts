import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { CredentialStore } from '../../data-sync-admin/ports.ts';
import { AppError } from '../../domain/app-error.ts';
import { stringifyJson } from '../../domain/json.ts';
import {
  credentialMap,
  credentialsIn,
  type SyncCredentials,
  withCredentials,
} from '../../domain/sync-credentials.ts';

export interface CredentialMapOptions {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  /** What every secret's name begins with: `millrace/prod/`. */
  readonly prefix: string;
}

/** Where a version waits until it is made the current one. */
const PENDING = 'MILLRACE_PENDING';
/** Saves that meet one another at the same moment: each try, one of them gets through. */
const MAX_TRIES = 10;

/**
 * Credential maps in Secrets Manager, a secret each. A save makes a new version and moves AWSCURRENT to it from the version that it
 * has read, and from no other: two saves at once do not undo each other.
 */
export class SecretCredentialMap implements CredentialStore {
  readonly #client: Pick<SecretsManagerClient, 'send'>;
  readonly #prefix: string;

  constructor({ client, prefix }: CredentialMapOptions) {
    this.#client = client;
    this.#prefix = prefix;
  }

  async read(map: string, key: string): Promise<SyncCredentials | undefined> {
    const { text } = await this.#current(map);
    return credentialsIn(credentialMap(text), key);
  }

  async save(map: string, key: string, credentials: SyncCredentials): Promise<void> {
    try {
      for (let tries = 1; tries <= MAX_TRIES; tries += 1)
        if (await this.#replace(map, key, credentials)) return;
    } catch (error) {
      if (nameOf(error) !== 'AccessDeniedException') throw error;
      // The cause is left out: it names roles and accounts.
      throw new AppError(
        'CREDENTIALS_NOT_WRITABLE',
        `this stage may not write the credential map ${map}: set dataSync.credentialAccess to "read-write" and deploy, or have somebody write the secret who may`,
      );
    }
    throw new AppError('CONTENTION', `the credential map ${map} was being changed all the time`, {
      retryable: true,
    });
  }

  /** Whether nobody else was faster. */
  async #replace(map: string, key: string, credentials: SyncCredentials): Promise<boolean> {
    const { text, version } = await this.#current(map);
    const SecretId = this.#prefix + map;
    const SecretString = stringifyJson(withCredentials(credentialMap(text), key, credentials));
    const made = await this.#client.send(
      new PutSecretValueCommand({
        SecretId,
        SecretString,
        ClientRequestToken: randomUUID(),
        VersionStages: [PENDING],
      }),
    );
    try {
      await this.#client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: made.VersionId,
          RemoveFromVersionId: version,
        }),
      );
      return true;
    } catch (error) {
      // Another version is the current one, or ours has lost its label to another that waits.
      if (!['InvalidParameterException', 'ResourceNotFoundException'].includes(nameOf(error))) throw error;
      return false;
    }
  }

  async #current(map: string): Promise<{ readonly text: string; readonly version: string | undefined }> {
    const { SecretString, VersionId } = await this.#client.send(
      new GetSecretValueCommand({ SecretId: this.#prefix + map }),
    );
    return { text: SecretString ?? '', version: VersionId };
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
