import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { BUNDLING } from '../lib/runtime/bundling.ts';
import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { median } from './measure.ts';

const ROOT = path.join(import.meta.dirname, '..');
const MOST_KB = 300;
const MOST_MS = 40;

/** Everything that any handler asks of its environment. */
const ENVIRONMENT = {
  STAGE: 'bench',
  EVENT_STREAM: 'events',
  EVENT_FORMAT: 'event',
  EVENT_SOURCE: 'millrace/bench',
  MAX_RECORD_BYTES: '1048576',
  PARKING_BUCKET: 'parking',
  FEED_LOG_TABLE: 'feed-log',
  FEED_STATE_TABLE: 'feed-state',
  FEED_PARTITIONS: '8',
  FEED_AUDIT_TABLE: 'feed-audit',
  FEED_CLIENTS: '[{"client":"*"}]',
  RECORDS_TABLE: 'records',
  LEDGER_TABLE: 'ledger',
  TOKEN_ISSUER: 'https://issuer.example',
  TOKEN_AUDIENCE: 'millrace',
  TOKEN_JWKS_URL: 'https://issuer.example/jwks',
  ROLES_CLAIM: 'roles',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly kb: number;
}

async function bundle(folder: string, entry: string): Promise<Bundle> {
  const name = path.basename(entry, '.handler.ts');
  const file = path.join(folder, `${name}.cjs`);
  const { alias, ...options } = BUNDLING;
  await build({
    ...options,
    mainFields: [...options.mainFields],
    alias: Object.fromEntries(Object.entries(alias).map(([from, to]) => [from, path.join(ROOT, to)])),
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: file,
    logLevel: 'error',
  });
  return { name, file, kb: statSync(file).size / 1000 };
}

/** Milliseconds that a new process needs to load a file. */
function initMs(file: string): number {
  const script = `const t = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - t)`;
  const environment = { PATH: process.env.PATH, ...ENVIRONMENT };
  const output = execFileSync(process.execPath, ['-e', script], { env: environment, encoding: 'utf8' });
  return Number(output.trim().split('\n').at(-1));
}

async function measure({ quick, progress }: BenchmarkOptions, folder: string): Promise<string[][]> {
  const entries = globSync('lambda/**/*.handler.ts', { cwd: ROOT }).sort();
  const empty = { name: 'an empty handler', file: path.join(folder, 'empty.cjs'), kb: 0 };
  writeFileSync(empty.file, 'exports.handler = async () => {};');
  const bundles = [empty, ...(await Promise.all(entries.map((entry) => bundle(folder, entry))))];
  const times = bundles.map(() => [] as number[]);
  for (let round = 0; round < (quick ? 5 : 25); round++) {
    progress(`starting each bundle, round ${round}`);
    for (const [index, { file }] of bundles.entries()) times[index]?.push(initMs(file));
  }
  const medians = times.map(median);
  return bundles.map(({ name, kb }, index) => {
    const over = (medians[index] ?? 0) - (medians[0] ?? 0);
    const fits = kb <= MOST_KB && over <= MOST_MS ? 'yes' : '**no**';
    return [name, kb.toFixed(0), (medians[index] ?? 0).toFixed(1), over.toFixed(1), fits];
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
