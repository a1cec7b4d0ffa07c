/**
 * How every handler becomes one file, as esbuild's own options; the benchmark measures the bundles that it makes.
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
} as const;
