import type { StoredFile } from './ports.ts';

/** What an import's id looks like: when the file was put, then what tells it from others. Ids sort by time. */
export const IMPORT_ID = /^\d{8}T\d{6}Z-[\w-]{12}$/;

/** The id of the import of these bytes: the same for the same version of a file, and for no other. */
export function importIdOf(file: StoredFile, hash: (text: string) => string): string {
  const at = new Date(file.at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${at}-${hash(`file ${file.name} ${file.version}`).slice(0, 12)}`;
}
