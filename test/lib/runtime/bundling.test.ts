import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { handlerEnvironment } from '../../../bench/handler-environment.ts';
import { type Bundles, bundle, PROJECT_ROOT } from '../../../lib/runtime/bundling.ts';

const MOST_BYTES = 300_000;
/** undici's pool, and the parser that it cannot do without: 180 kB. */
const MOST_BYTES_WITH_UNDICI: Readonly<Record<string, number>> = {
  'drain-lanes': 450_000,
  'send-sample-message': 410_000,
};
const handlers = globSync('lambda/**/*.handler.ts', { cwd: PROJECT_ROOT }).sort();

describe('the bundles of all handlers', () => {
  let bundles: Bundles;
  beforeAll(async () => {
    bundles = await bundle(handlers);
  });
  const named = () =>
    bundles.outputFiles.map(({ path: file, contents }) => ({
      name: path.basename(file, '.handler.js'),
      contents,
    }));

  it('are as small as they must be: 300 kB, and what has been said of those with undici', () => {
    const tooLarge = named().filter(
      ({ name, contents }) => contents.length > (MOST_BYTES_WITH_UNDICI[name] ?? MOST_BYTES),
    );
    expect(tooLarge.map(({ name, contents }) => `${name}: ${contents.length} bytes`)).toEqual([]);
    expect(named()).toHaveLength(handlers.length);
  });

  it('hold nothing that is for documents, deployment or tests only', () => {
    const inputs = Object.values(bundles.metafile.outputs).flatMap((output) => Object.keys(output.inputs));
    expect(inputs.filter((file) => file.startsWith('lambda/domain/'))).not.toEqual([]);
    expect(
      inputs.filter((file) =>
        /^(?!lambda\/).*\.ts$|^lambda\/(model\/documents|adapters\/memory)\//.test(file),
      ),
    ).toEqual([]);
  });

  it('can be loaded, all of them, in an environment with what they ask for', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'bundles-'));
    try {
      for (const { name, contents } of named()) writeFileSync(path.join(folder, `${name}.cjs`), contents);
      const script = `for (const name of ${JSON.stringify(named().map(({ name }) => name))})
        console.log(name, typeof require(${JSON.stringify(folder)} + '/' + name + '.cjs').handler);
        process.exit();`;
      const output = execFileSync(process.execPath, ['-e', script], {
        env: { PATH: process.env.PATH, ...handlerEnvironment() },
        encoding: 'utf8',
      });
      expect(output.trim().split('\n')).toEqual(named().map(({ name }) => `${name} function`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
