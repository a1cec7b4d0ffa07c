import type { ParkedObjects } from '../../event-publisher/ports.ts';

/** A parking bucket in memory, for tests. */
export class MemoryParkedObjects implements ParkedObjects {
  readonly objects: Map<string, string>;

  constructor(objects: Iterable<readonly [string, string]> = []) {
    this.objects = new Map(objects);
  }

  async *list(prefix: string): AsyncIterable<string> {
    for (const key of [...this.objects.keys()].sort()) if (key.startsWith(prefix)) yield key;
  }

  async read(key: string): Promise<string> {
    const text = this.objects.get(key);
    if (text === undefined) throw new Error(`there is no object ${key}`);
    return text;
  }

  async markSent(key: string): Promise<void> {
    const text = this.objects.get(key);
    if (text === undefined) return;
    this.objects.set(`sent/${key}`, text);
    this.objects.delete(key);
  }
}
