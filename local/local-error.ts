/** Why the local system cannot go on, in one sentence for the person at the terminal. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}

/** The run was ended from outside: by Ctrl-C, a signal, or because whoever started it is gone. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** What a shell expects of a process that ended so. */
  readonly exitCode: number;

  constructor(reason: string, exitCode: number) {
    super(reason);
    this.exitCode = exitCode;
  }
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
}
