import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle } from '../../lib/runtime/bundling.ts';

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/**
 * Loads modules of the project from bundles, by their paths: with all that bundles leave out left out, or `whole`. Each has its own copy of
 * what it imports.
 */
export async function bundledModules(
  files: readonly string[],
  from: { readonly whole?: boolean } = {},
): Promise<ReadonlyMap<string, Exports>> {
  const { outputFiles } = await bundle(files, from);
  const folder = mkdtempSync(path.join(tmpdir(), 'bundled-'));
  try {
    return new Map(
      files.map((file, index) => {
        const at = path.join(folder, `${index}.cjs`);
        writeFileSync(at, outputFiles[index]?.contents ?? '');
        return [file, require(at) as Exports];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
