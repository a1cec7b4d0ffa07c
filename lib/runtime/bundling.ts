import path from 'node:path';
import { type BuildResult, build } from 'esbuild';
import { leaveOut } from './leave-out.ts';

/** What paths in here are relative to. */
export const PROJECT_ROOT = path.join(import.meta.dirname, '../..');

/**
 * How every handler becomes one file, as esbuild's own options.
 * CommonJS, for `import 'node:http'` costs 17 ms at the start of an ES module, and `module` before `main`, for `main`
 * first doubles the size. No source maps: stack traces of minified code name the functions, and a map would be larger
 * than the code and be read at each start.
 */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  keepNames: false,
  mainFields: ['module', 'main'],
  /** Paths are relative to the root of the project. */
  alias: {
    '@aws-sdk/credential-provider-node': './lambda/runtime/environment-credentials.ts',
    '@aws-sdk/endpoint-cache': './lambda/runtime/left-out.ts',
    '@smithy/core/event-streams': './lambda/runtime/left-out.ts',
  },
  /** undici leaves its second parser out, as in Node itself (170 kB), and a third one that it has for tests (70 kB). */
  define: { esbuildDetection: 'true', 'process.env.JEST_WORKER_ID': 'undefined' },
} as const;

/** What a bundling made: its files' contents, and what each consists of. */
export type Bundles = BuildResult<{ write: false; metafile: true }>;

/**
 * The bundles of some handlers, given by their files relative to the project: all that is deployed, synthesized, measured and tested is made
 * here. Rejects, having told why on stderr, when there is none to be made.
 */
export function bundle(
  entries: readonly string[],
  from: { readonly whole?: boolean } = {},
): Promise<Bundles> {
  return build({
    ...BUNDLING,
    mainFields: [...BUNDLING.mainFields],
    alias: Object.fromEntries(
      Object.entries(BUNDLING.alias).map(([from, to]) => [from, path.join(PROJECT_ROOT, to)]),
    ),
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [...entries],
    outdir: path.join(PROJECT_ROOT, 'cdk.out/bundles'),
    outbase: PROJECT_ROOT,
    write: false,
    metafile: true,
    logLevel: 'error',
    plugins: from.whole ? [] : [leaveOut],
  });
}
