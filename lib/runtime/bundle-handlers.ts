import { globSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle, PROJECT_ROOT } from './bundling.ts';

/*
 * `node lib/runtime/bundle-handlers.ts <folder>` writes the bundle of each handler into the folder, as `<slice>/<name>.handler.js`. It is a process of
 * its own (handler-code.ts) because a synthesis waits for nothing, and esbuild's plugins have to be waited for.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new TypeError('give me a folder for the bundles');
const entries = globSync('lambda/*/*.handler.ts', { cwd: PROJECT_ROOT }).sort();
const { outputFiles } = await bundle(entries);
for (const [index, entry] of entries.entries()) {
  const file = path.join(folder, path.relative('lambda', entry).replace(/ts$/, 'js'));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, outputFiles[index]?.contents ?? '');
}
