import type {
  FoundRecords,
  ImportEntry,
  ImportLog,
  ImportStart,
  WorkerProgress,
} from '../../batch-import/ports.ts';

/** How imports stand, in memory. */
export class MemoryImportLog implements ImportLog {
  readonly #entries = new Map<string, ImportEntry>();

  async begin(start: ImportStart, again: boolean): Promise<boolean> {
    const entry = this.#entries.get(start.importId);
    if (entry !== undefined && !again) return false;
    const { ended: _ended, reason: _reason, ...kept } = entry ?? { progress: new Map() };
    this.#entries.set(start.importId, { ...kept, ...start, status: 'running' });
    return true;
  }

  async found(importId: string, found: FoundRecords): Promise<void> {
    this.#change(importId, { found });
  }

  async progress(importId: string, worker: number, progress: WorkerProgress): Promise<void> {
    const known = this.#entries.get(importId)?.progress ?? new Map<number, WorkerProgress>();
    const before = known.get(worker);
    const isLater =
      before === undefined ||
      progress.part > before.part ||
      (progress.part === before.part && progress.place > before.place);
    if (isLater) this.#change(importId, { progress: new Map([...known, [worker, progress]]) });
  }

  async end(importId: string, end: Parameters<ImportLog['end']>[1]): Promise<void> {
    this.#change(importId, end);
  }

  async find(importId: string): Promise<ImportEntry | undefined> {
    return this.#entries.get(importId);
  }

  async list(limit: number): Promise<readonly ImportEntry[]> {
    return [...this.#entries.values()].toSorted((a, b) => (a.importId < b.importId ? 1 : -1)).slice(0, limit);
  }

  #change(importId: string, change: Partial<ImportEntry>): void {
    const entry = this.#entries.get(importId);
    if (entry !== undefined) this.#entries.set(importId, { ...entry, ...change });
  }
}
