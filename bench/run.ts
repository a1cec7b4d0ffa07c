import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { accounts } from './accounts.ts';
import { type Benchmark, formatFinding } from './benchmark.ts';
import { bundles } from './bundles.ts';
import { commands } from './commands.ts';
import { dataSync } from './data-sync.ts';
import { feed } from './feed.ts';
import { feedLog } from './feed-log.ts';
import { batchImport } from './import.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { publishing } from './publishing.ts';
import { rendering } from './rendering.ts';

const BENCHMARKS: readonly Benchmark[] = [
  rendering,
  publishing,
  accounts,
  memory,
  dataSync,
  feed,
  feedLog,
  load,
  batchImport,
  commands,
  bundles,
];

const HELP = `npm run bench -- [--only <name>]… [--quick]

Measures and prints tables; compare within a table only. Nothing else should work on the machine meanwhile.

${BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join('\n')}

  --only <name>  only this one; may be given more than once
  --quick        a tenth of the work, for a first look
  --help         this`;

/** One line on the terminal that is written over; nothing where nobody watches. */
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}`);
}

async function run(only: readonly string[], quick: boolean): Promise<void> {
  const [cpu] = cpus();
  console.log(`Node ${process.version}, ${cpus().length} × ${cpu?.model ?? 'unknown processor'}\n`);
  for (const benchmark of BENCHMARKS.filter(({ name }) => only.length === 0 || only.includes(name))) {
    if (!process.stderr.isTTY) process.stderr.write(`${benchmark.name} …\n`);
    const findings = await benchmark.run({
      quick,
      progress: (what) => progress(`${benchmark.name}: ${what}`),
    });
    progress('');
    for (const finding of findings) console.log(formatFinding(finding));
  }
}

function fail(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

function options(): { only: string[]; quick: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [] },
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { only, quick, help } = options();
const unknown = only.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (help) console.log(HELP);
else if (unknown.length > 0) fail(`no such benchmark: ${unknown.join(', ')}`);
else await run(only, quick);
