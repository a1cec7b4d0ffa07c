import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from './bundling.ts';

/*
 * `node lib/runtime/bundle-handler.ts <handler's file> <folder>` writes the handler's bundle into the folder, as index.js. The CDK runs it for
 * each function (service-function.ts), for it waits for nothing, and esbuild's plugins have to be waited for.
 */
const [entry, folder] = process.argv.slice(2);
if (entry === undefined || folder === undefined)
  throw new TypeError('give me the file of a handler, and a folder for its bundle');
const { outputFiles } = await bundle([entry]);
await mkdir(folder, { recursive: true });
for (const { contents } of outputFiles) await writeFile(path.join(folder, 'index.js'), contents);
