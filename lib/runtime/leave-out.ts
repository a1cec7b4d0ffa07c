import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Parts of libraries that no function of ours comes to use. They throw if one does. */
const NEVER_USED = [
  // The parser for machines without SIMD: Lambda's have it.
  'undici/lib/llhttp/llhttp-wasm.js',
  // We speak HTTP/1.1 (lambda/adapters/http/https-post.ts) and send buffers, no forms.
  'undici/lib/dispatcher/client-h2.js',
  'undici/lib/web/fetch/body.js',
  'undici/lib/web/fetch/formdata.js',
  'undici/lib/web/webidl/index.js',
  // Stands in for OpenSSL where Node was built without.
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js',
  // Our clients retry in the standard mode.
  '@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js',
  '@smithy/core/dist-es/submodules/retry/util-retry/DefaultRateLimiter.js',
  // We use S3 without the SDK, and on Lambda the region is in the environment.
  '@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/service-customizations/s3.js',
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
];

/**
 * Errors that the SDK's clients make objects of their own classes of. Of all others, most of them of operations that we never call,
 * they make an object of the service's general class, with the same name and message.
 */
const KEPT_ERRORS = [
  'ConditionalCheckFailedException',
  'ReplicatedWriteConflictException',
  'TransactionCanceledException',
];

const TEXT = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`\\]*`/.source;
const DOCUMENTATION = new RegExp(
  `(?<=[{,\\n]\\s*)(?:description|summary):\\s*(?:${TEXT})(?=\\s*[,}])\\s*,?`,
  'g',
);

const ERROR_WITH_SCHEMA = /^export var (\w+)\$ = (\[[^;]*\]);\nn0_registry\.registerError\(\1\$, \1\);$/gm;

/**
 * The source of a module of the model without its documentation: properties `description` and `summary` that are a text on the spot. Only
 * documents read these.
 */
export function withoutDocumentation(source: string): string {
  return source.replace(DOCUMENTATION, '');
}

/** The source of an SDK client's `schemas_0.js` that knows the errors we keep, and no others. */
export function withoutErrors(source: string): string {
  // A schema that nothing refers to any more must be seen to be so: a plain list with a computed key is not.
  return source.replace(ERROR_WITH_SCHEMA, (all, name: string, schema: string) =>
    KEPT_ERRORS.includes(name) ? all : `export var ${name}$ = /* @__PURE__ */ (() => ${schema})();`,
  );
}

/** Keeps out of bundles what functions do not use, and esbuild cannot tell: documentation and parts of libraries. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onLoad }) {
    const changed = (filter: RegExp, loader: 'ts' | 'js' | 'json', change: (source: string) => string) =>
      onLoad({ filter }, async ({ path }) => ({ contents: change(await readFile(path, 'utf8')), loader }));

    changed(/[\\/]lambda[\\/]model[\\/].*\.ts$/, 'ts', withoutDocumentation);
    changed(/@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/, 'js', withoutErrors);
    // Of its package.json, a client uses the version.
    changed(/@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/, 'json', (source) =>
      JSON.stringify({ version: JSON.parse(source).version }),
    );
    for (const file of NEVER_USED) changed(pathEnding(file), 'js', (source) => emptied(file, source));
  },
};

/** A module that throws when one of its exports is called; a CommonJS one that exports no single function, when it is loaded. */
function emptied(file: string, source: string): string {
  const complaint = `throw new TypeError('bundles hold nothing of ${file}: see lib/runtime/leave-out.ts')`;
  if (/^module\.exports = \w+$/m.test(source)) return `module.exports = () => { ${complaint}; };`;
  const names = [...source.matchAll(/^export (?:const|class|(?:async )?function) (\w+)/gm)];
  if (names.length === 0) return complaint;
  return names.map(([, name]) => `export function ${name}() { ${complaint}; }`).join('\n');
}

function pathEnding(file: string): RegExp {
  return new RegExp(`[\\\\/]${file.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`);
}
