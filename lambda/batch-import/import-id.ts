import type { StoredFile } from './ports.ts';

/** The id of the import of these bytes: when the file was put, then a hash. The same for the same version of a file, and for no other; ids sort by time. */
export function importIdOf(file: StoredFile, hash: (text: string) => string): string {
  const at = new Date(file.at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${at}-${hash(`file ${file.name} ${file.version}`).slice(0, 12)}`;
}
