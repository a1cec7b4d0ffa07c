/** Tells the person at the terminal what goes on. Plain lines, so that it reads the same in a log. */
export interface Progress {
  /** Runs a step between two lines: that it began, and how it ended with the time that it took. */
  step<T>(title: string, run: (note: Note) => Promise<T>): Promise<T>;
  /** Prints text as it is. */
  say(text: string): void;
}

/** Adds a detail under the running step. */
export type Note = (detail: string) => void;

export interface ProgressOptions {
  readonly write: (line: string) => void;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** Progress as lines, each step stamped with the seconds since the start. */
export function lineProgress({ write, now }: ProgressOptions): Progress {
  const start = now();
  const stamp = () => `[${seconds(now() - start).padStart(7)}]`;
  return {
    async step(title, run) {
      const begun = now();
      write(`${stamp()} ${title} …`);
      const result = await run((detail) => write(`${' '.repeat(12)}${detail}`));
      write(`${stamp()} ${title}: done in ${seconds(now() - begun)}`);
      return result;
    },
    say: write,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
