import { join, resolve } from 'node:path';

/** Where the local system keeps its things. Everything but the Python environment belongs to one run. */
export interface Places {
  readonly repository: string;
  /** Folder of this run; `.local` unless told otherwise. */
  readonly home: string;
  readonly lock: string;
  readonly outputs: string;
  readonly logs: string;
  /** Certificate (PEM) of the authority that vouches for the servers of this run. */
  readonly caFile: string;
  readonly emulator: string;
  readonly cdk: string;
  /** Python environments, shared by all runs: one takes a while to make. */
  readonly python: string;
}

const REPOSITORY = resolve(import.meta.dirname, '..');

/** The places of a run; its folders are absolute paths or begin at the repository's root. */
export function placesIn({ home, python }: { readonly home: string; readonly python: string }): Places {
  const folder = resolve(REPOSITORY, home);
  return {
    repository: REPOSITORY,
    home: folder,
    lock: join(folder, 'lock'),
    outputs: join(folder, 'outputs.json'),
    logs: join(folder, 'logs'),
    caFile: join(folder, 'ca.pem'),
    emulator: join(folder, 'emulator'),
    cdk: join(folder, 'cdk'),
    python: resolve(REPOSITORY, python),
  };
}
