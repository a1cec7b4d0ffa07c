import type { Import, SourceFile } from './source-tree.ts';

/** What kind of file it is, which says what it may import. */
export type Kind =
  | 'domain'
  | 'model'
  | 'rules'
  | 'contract'
  | 'ports'
  | 'use case'
  | 'handler'
  | 'adapter'
  | 'runtime'
  | 'lib'
  | 'bin'
  | 'local'
  | 'bench'
  | 'examples'
  | 'test'
  | 'root';

/** Folders of lambda/ that every slice may lean on; all others are slices. */
export const SHARED_FOLDERS = ['domain', 'model', 'rules', 'adapters', 'runtime'];

/** The kind of a file, by its path from the root. */
export function kindOf(path: string): Kind {
  const [top = '', folder = '', name = ''] = path.split('/');
  if (top !== 'lambda') return TOP_KINDS.find((kind) => kind === top) ?? 'root';
  if (SHARED_KINDS.includes(folder as Kind)) return folder as Kind;
  if (folder === 'adapters') return 'adapter';
  if (name === 'contract.ts') return 'contract';
  if (name === 'ports.ts') return 'ports';
  return path.endsWith('.handler.ts') ? 'handler' : 'use case';
}

const SHARED_KINDS: readonly Kind[] = ['domain', 'model', 'rules', 'runtime'];

const TOP_KINDS: readonly Kind[] = ['lib', 'bin', 'local', 'bench', 'examples', 'test'];

interface Rule {
  /** Files of ours that it may import. */
  readonly ours: readonly Kind[];
  /** Packages and `node:` modules: all, none, or those that hold nothing but types. */
  readonly packages: 'all' | 'types' | 'none';
}

const RULES: Readonly<Record<Kind, Rule>> = {
  domain: { ours: ['domain'], packages: 'none' },
  model: { ours: ['model', 'domain'], packages: 'none' },
  // What the API, the batch import and the scheduled tasks do to records in the same way.
  rules: { ours: ['rules', 'model', 'domain'], packages: 'none' },
  contract: { ours: [], packages: 'none' },
  ports: { ours: ['domain', 'model', 'rules', 'contract', 'ports'], packages: 'types' },
  'use case': { ours: ['domain', 'model', 'rules', 'contract', 'ports', 'use case'], packages: 'types' },
  handler: {
    ours: ['domain', 'model', 'rules', 'contract', 'ports', 'use case', 'adapter', 'runtime'],
    packages: 'types',
  },
  adapter: { ours: ['domain', 'ports', 'adapter'], packages: 'all' },
  runtime: { ours: ['domain', 'runtime'], packages: 'all' },
  // Besides the contracts, what is pure: the routes and limits that both sides must agree on.
  lib: { ours: ['lib', 'contract', 'domain', 'model', 'rules'], packages: 'all' },
  // An operator's command puts a use case together as a handler does; a server of its own serves handlers.
  bin: { ours: ['lib', 'contract', 'ports', 'use case', 'handler', 'adapter', 'runtime'], packages: 'all' },
  local: {
    ours: [
      'local',
      'lib',
      'domain',
      'model',
      'rules',
      'contract',
      'ports',
      'use case',
      'handler',
      'adapter',
      'runtime',
    ],
    packages: 'all',
  },
  // The bundles that it measures are made by the options that they are deployed with.
  bench: {
    ours: [
      'bench',
      'lib',
      'domain',
      'model',
      'rules',
      'contract',
      'ports',
      'use case',
      'handler',
      'adapter',
      'runtime',
    ],
    packages: 'all',
  },
  // A reader copies an example into a project of their own.
  examples: { ours: ['examples'], packages: 'all' },
  test: {
    ours: [
      'test',
      'bin',
      'lib',
      'local',
      'bench',
      'examples',
      'domain',
      'model',
      'rules',
      'contract',
      'ports',
      'use case',
      'handler',
      'adapter',
      'runtime',
    ],
    packages: 'all',
  },
  root: { ours: [], packages: 'all' },
};

/** Each import of a file that the house does not allow, as a sentence; none where all is well. */
export function forbiddenImports(file: SourceFile): readonly string[] {
  const kind = kindOf(file.path);
  return file.imports.flatMap((imported) => {
    const why =
      imported.path === undefined ? packageFault(kind, imported) : oursFault(file.path, imported.path);
    return why === undefined ? [] : [`${file.path} imports ${imported.specifier}: ${why}`];
  });
}

function packageFault(kind: Kind, imported: Import): string | undefined {
  const { packages } = RULES[kind];
  if (packages === 'all' || (packages === 'types' && imported.typeOnly)) return undefined;
  return `a ${kind} takes ${packages === 'types' ? 'only types' : 'nothing'} from packages`;
}

function oursFault(from: string, to: string): string | undefined {
  const [kind, target] = [kindOf(from), kindOf(to)];
  if (!RULES[kind].ours.includes(target)) return `a ${kind} does not know a ${target}`;
  const [slice, other] = [sliceOf(from), sliceOf(to)];
  if (slice !== undefined && other !== undefined && slice !== other)
    return 'a slice never imports another slice';
  return undefined;
}

/** The slice that a file of lambda/ belongs to; undefined for those that all slices share. */
export function sliceOf(path: string): string | undefined {
  const [top, folder] = path.split('/');
  return top === 'lambda' &&
    folder !== undefined &&
    folder.endsWith('.ts') === false &&
    !SHARED_FOLDERS.includes(folder)
    ? folder
    : undefined;
}
