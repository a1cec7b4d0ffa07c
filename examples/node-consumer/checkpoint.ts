import { open, readFile, rename } from 'node:fs/promises';

/** How far a shard has been read. */
export interface ShardProgress {
  /** Sequence number of the last record that was handled. Absent: none yet. */
  readonly after?: string;
  /** Every record that arrived before this time (epoch ms) has been handled. */
  readonly readUntil: number;
  /** The shard is closed and has been read to its end. */
  readonly ended?: true;
}

interface CheckpointDocument {
  readonly streamArn: string;
  readonly shards: Readonly<Record<string, ShardProgress>>;
}

/** Where a consumer goes on after a restart: one small JSON file, replaced whole, so that a crash never leaves half of it. */
export class Checkpoint {
  readonly #path: string;
  readonly #streamArn: string;
  readonly #shards: Map<string, ShardProgress>;
  #saving: Promise<void> | undefined;
  #queued: Promise<void> | undefined;

  private constructor(path: string, document: CheckpointDocument) {
    this.#path = path;
    this.#streamArn = document.streamArn;
    this.#shards = new Map(Object.entries(document.shards));
  }

  /** Reads the file; a missing one is an empty checkpoint. Throws when it is of another stream or cannot be read. */
  static async open(path: string, streamArn: string): Promise<Checkpoint> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return new Checkpoint(path, { streamArn, shards: {} });
    const document: CheckpointDocument = JSON.parse(text);
    if (document.streamArn !== streamArn)
      throw new Error(
        `${path} is the checkpoint of ${document.streamArn}, not of ${streamArn}: use another file`,
      );
    return new Checkpoint(path, document);
  }

  get shardIds(): readonly string[] {
    return [...this.#shards.keys()];
  }

  progress(shardId: string): ShardProgress | undefined {
    return this.#shards.get(shardId);
  }

  advance(shardId: string, progress: ShardProgress): void {
    this.#shards.set(shardId, progress);
  }

  forget(shardId: string): void {
    this.#shards.delete(shardId);
  }

  /** Resolves when what stood here at the call is on disk. Calls made while a write is under way share the next one. */
  save(): Promise<void> {
    if (this.#saving === undefined) {
      this.#saving = this.#write().finally(() => {
        this.#saving = undefined;
      });
      return this.#saving;
    }
    this.#queued ??= this.#saving
      .catch(() => undefined)
      .then(() => {
        this.#queued = undefined;
        return this.save();
      });
    return this.#queued;
  }

  async #write(): Promise<void> {
    const document = { streamArn: this.#streamArn, shards: Object.fromEntries(this.#shards) };
    const draft = `${this.#path}.new`;
    const file = await open(draft, 'w');
    try {
      await file.writeFile(`${JSON.stringify(document, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, this.#path);
  }
}
