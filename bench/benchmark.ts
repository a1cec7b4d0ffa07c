/** What a benchmark found: rows of cells, the first row their titles, and sentences to read them by. */
export interface Finding {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
  readonly notes?: readonly string[];
}

export interface BenchmarkOptions {
  /** A tenth of the work, for a first look. */
  readonly quick: boolean;
  /** Says what is being done; shown while it works. */
  readonly progress: (what: string) => void;
}

/** One thing to measure. Run alone on the machine: variants are interleaved, but nothing else is. */
export interface Benchmark {
  readonly name: string;
  readonly about: string;
  readonly run: (options: BenchmarkOptions) => Promise<readonly Finding[]>;
}

/** A table in Markdown, as docs/performance.md has it. */
export function formatFinding({ title, rows, notes = [] }: Finding): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map(() => '---');
  return [`### ${title}`, '', line(head), line(rule), ...body.map(line), '', ...notes, ''].join('\n');
}
