/** Name of the work file that says which worker has what. */
export const SHARES_KEY = 'shares';

/** Name of the work file that says which places of keys hang together. */
export const GROUPS_KEY = 'groups';

/** The name of a work file of an import. */
export function workKey(importId: string, name: string): string {
  return `${importId}/${name}`;
}

/** The work file with the records of a part, from 0. */
export function recordsKey(importId: string, part: number): string {
  return workKey(importId, `records/${part}`);
}

/** A work file with records that a worker has refused, in the order of the file. */
export function refusedKey(importId: string, worker: number, report: number): string {
  return workKey(importId, `refused/${worker}-${report}`);
}
