import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle, PROJECT_ROOT } from '../lib/runtime/bundling.ts';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';

const MOST_KB = 300;
const MOST_MS = 40;

/** What handlers ask of their environment and must have a certain form; all else can be any text. */
const ENVIRONMENT = {
  EVENT_FORMAT: 'event',
  MAX_RECORD_BYTES: '1048576',
  FEED_PARTITIONS: '8',
  FEED_CLIENTS: '[{"client":"*"}]',
  CREDENTIAL_MAPS: '[]',
  SCHEDULES: '{}',
  PARTS: '16',
  INACTIVE_DAYS: '30',
  TIME_ZONE: 'UTC',
  TOKEN_ISSUER: 'https://issuer.example',
  TOKEN_JWKS_URL: 'https://issuer.example/jwks',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

/** The names of all variables that handlers ask for: whatever is written as one. */
function variablesAsked(): string[] {
  const sources = globSync('lambda/**/{contract,*.handler}.ts', { cwd: PROJECT_ROOT });
  return sources.flatMap((file) =>
    [...readFileSync(path.join(PROJECT_ROOT, file), 'utf8').matchAll(/'([A-Z][A-Z0-9_]+)'/g)].map(
      ([, name]) => name ?? '',
    ),
  );
}

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
  const any = Object.fromEntries(variablesAsked().map((name) => [name, 'bench']));
  const environment = { PATH: process.env.PATH ?? '', ...any, ...ENVIRONMENT };
  const times = bundles.map(() => [] as number[]);
  for (let round = 0; round < (quick ? 5 : 25); round++) {
    progress(`starting each bundle, round ${round}`);
    for (const [index, { file }] of bundles.entries()) times[index]?.push(initMs(file, environment));
  }
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
