/** Large texts in memory, for tests. */
export class MemoryLargeTexts {
  readonly texts = new Map<string, string>();

  async put(key: string, text: string): Promise<void> {
    this.texts.set(key, text);
  }

  async get(key: string): Promise<string | undefined> {
    return this.texts.get(key);
  }

  async remove(key: string): Promise<void> {
    this.texts.delete(key);
  }
}
