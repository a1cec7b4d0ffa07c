import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle, PROJECT_ROOT } from '../lib/runtime/bundling.ts';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { handlerEnvironment } from './handler-environment.ts';

const MOST_KB = 300;
const MOST_MS = 40;

interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly kb: number;
}

async function bundlesIn(folder: string): Promise<Bundle[]> {
  const { outputFiles } = await bundle(globSync('lambda/**/*.handler.ts', { cwd: PROJECT_ROOT }).sort());
  return outputFiles.map((output) => {
    const name = path.basename(output.path, '.handler.js');
    const file = path.join(folder, `${name}.cjs`);
    writeFileSync(file, output.contents);
    return { name, file, kb: output.contents.length / 1000 };
  });
}

/** Milliseconds that a new process needs to load a file. */
function initMs(file: string, environment: Readonly<Record<string, string>>): number {
  const script = `const t = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - t)`;
  const output = execFileSync(process.execPath, ['-e', script], { env: environment, encoding: 'utf8' });
  return Number(output.trim().split('\n').at(-1));
}

async function measure({ quick, progress }: BenchmarkOptions, folder: string): Promise<string[][]> {
  const empty = { name: 'an empty handler', file: path.join(folder, 'empty.cjs'), kb: 0 };
  writeFileSync(empty.file, 'exports.handler = async () => {};');
  const bundles = [empty, ...(await bundlesIn(folder))];
  const environment = { PATH: process.env.PATH ?? '', ...handlerEnvironment() };
  const times = bundles.map(() => [] as number[]);
  for (let round = 0; round < (quick ? 5 : 25); round++) {
    progress(`starting each bundle, round ${round}`);
    for (const [index, { file }] of bundles.entries()) times[index]?.push(initMs(file, environment));
  }
  // The quickest start is the code's own time: whatever else runs on the machine can only add to it.
  const quickest = times.map((rounds) => Math.min(...rounds));
  return bundles.map(({ name, kb }, index) => {
    const over = (quickest[index] ?? 0) - (quickest[0] ?? 0);
    const fits = kb <= MOST_KB && over <= MOST_MS ? 'yes' : '**no**';
    return [name, kb.toFixed(0), (quickest[index] ?? 0).toFixed(1), over.toFixed(1), fits];
  });
}

/** Size of each handler's bundle, made as `cdk deploy` makes it, and how long it takes to load. */
export const bundles: Benchmark = {
  name: 'bundles',
  about: 'size and init time of each Lambda bundle, against an empty handler',
  async run(options): Promise<readonly Finding[]> {
    const folder = mkdtempSync(path.join(tmpdir(), 'bundles-'));
    try {
      return [
        {
          title: `Bundles: at most ${MOST_KB} kB, and ${MOST_MS} ms over an empty handler`,
          rows: [['handler', 'kB', 'init ms', 'over empty', 'fits'], ...(await measure(options, folder))],
        },
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
