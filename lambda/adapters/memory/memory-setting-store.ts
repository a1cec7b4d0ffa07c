import type { SettingStore } from '../../data-sync-admin/ports.ts';

/** Settings in memory. */
export class MemorySettingStore implements SettingStore {
  readonly #texts = new Map<string, string>();

  async read(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries(this.#texts);
  }

  async change(changes: Readonly<Record<string, string | null>>): Promise<void> {
    for (const [name, value] of Object.entries(changes))
      if (value === null) this.#texts.delete(name);
      else this.#texts.set(name, value);
  }
}
