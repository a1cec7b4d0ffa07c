import {
  type AuditEntry,
  type AuditLog,
  type AuditPage,
  type AuditPlace,
  type AuditSearch,
  isSought,
} from '../../domain/feed-audit.ts';

/** The audit log in memory. */
export class MemoryAuditLog implements AuditLog {
  readonly #entries = new Map<string, AuditEntry>();

  async append(entry: AuditEntry): Promise<void> {
    this.#entries.set(entry.entryId, entry);
  }

  async search(
    search: AuditSearch,
    { limit, after }: { readonly limit: number; readonly after?: AuditPlace | undefined },
  ): Promise<AuditPage> {
    const latestFirst = [...this.#entries.values()].sort((a, b) => (comesBefore(a, b) ? -1 : 1));
    const left = latestFirst.filter((entry) => after === undefined || comesBefore(after, entry));
    const sought = left.filter((entry) => isSought(entry, search));
    const entries = sought.slice(0, limit);
    const last = entries.at(-1);
    return {
      entries,
      next: last && sought.length > limit ? { to: last.to, entryId: last.entryId } : undefined,
    };
  }
}

function comesBefore(a: AuditPlace, b: AuditPlace): boolean {
  return a.to === b.to ? a.entryId > b.entryId : a.to > b.to;
}
