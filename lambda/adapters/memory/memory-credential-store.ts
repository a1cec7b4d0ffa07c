import type { CredentialStore } from '../../data-sync-admin/ports.ts';
import { AppError } from '../../domain/app-error.ts';
import type { SyncCredentials } from '../../domain/sync-credentials.ts';

/** Credential maps in memory. */
export class MemoryCredentialStore implements CredentialStore {
  /** Whether it may be written. */
  writable = true;
  readonly #maps = new Map<string, Map<string, SyncCredentials>>();

  async read(map: string, key: string): Promise<SyncCredentials | undefined> {
    return this.#maps.get(map)?.get(key);
  }

  async save(map: string, key: string, credentials: SyncCredentials): Promise<void> {
    if (!this.writable)
      throw new AppError('CREDENTIALS_NOT_WRITABLE', `this stage may not write the credential map ${map}`);
    const keys = this.#maps.get(map) ?? new Map<string, SyncCredentials>();
    this.#maps.set(map, keys.set(key, credentials));
  }
}
