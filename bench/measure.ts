/** A way to do the same work. */
export interface Variant {
  readonly name: string;
  /** Does the work once: one record, or one batch. */
  readonly run: () => unknown;
}

/** Medians over the rounds, for one run of the work. */
export interface Measured {
  readonly name: string;
  readonly wallMs: number;
  readonly cpuMs: number;
}

export interface MeasureOptions {
  readonly rounds: number;
  /** How often the work is done in a row in each round. */
  readonly times: number;
  readonly progress?: (round: number) => void;
}

/** The middle of the values. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * Measures variants in turn, round after round, so that what else the machine does falls on all of them alike. A fifth of
 * the rounds come before and are not counted.
 */
export async function interleaved(
  variants: readonly Variant[],
  { rounds, times, progress }: MeasureOptions,
): Promise<readonly Measured[]> {
  const samples = variants.map(() => ({ wall: [] as number[], cpu: [] as number[] }));
  const warmUp = Math.ceil(rounds / 5);
  for (let round = -warmUp; round < rounds; round++) {
    progress?.(Math.max(0, round));
    for (const [index, variant] of variants.entries()) {
      const cpu = process.cpuUsage();
      const started = performance.now();
      for (let time = 0; time < times; time++) {
        const done = variant.run();
        if (done instanceof Promise) await done;
      }
      const wallMs = (performance.now() - started) / times;
      const { user, system } = process.cpuUsage(cpu);
      if (round < 0) continue;
      samples[index]?.wall.push(wallMs);
      samples[index]?.cpu.push((user + system) / 1000 / times);
    }
  }
  return variants.map(({ name }, index) => ({
    name,
    wallMs: median(samples[index]?.wall ?? []),
    cpuMs: median(samples[index]?.cpu ?? []),
  }));
}
