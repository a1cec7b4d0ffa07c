import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Where the repository begins. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Folders that hold our TypeScript. */
export const SOURCE_FOLDERS = ['bin', 'lib', 'lambda', 'local', 'bench', 'examples', 'test'];

const NOT_OURS = /^(?:node_modules|\.git|\.local|coverage|__pycache__|\.venv|cdk\.out.*)$/;

export interface Import {
  /** As written: `node:fs`, `jose`, `../domain/json.ts`. */
  readonly specifier: string;
  /** From the root, for a file of ours: `lambda/domain/json.ts`. */
  readonly path: string | undefined;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root, with `/` between the parts. */
  readonly path: string;
  readonly text: string;
  /** The text without comments, and with a number for each text in quotes. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Paths of all files under a folder of the repository, from the root; what npm, the CDK and Python leave behind is left out. */
export function filesUnder(folder: string): readonly string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = relative(ROOT, join(path, entry.name)).replaceAll('\\', '/');
    if (NOT_OURS.test(entry.name) || entry.isSymbolicLink()) return [];
    return entry.isDirectory() ? filesUnder(child) : [child];
  });
}

export function foldersUnder(folder: string): readonly string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_OURS.test(entry.name))
    .map((entry) => entry.name);
}

export function sourceFiles(): readonly SourceFile[] {
  return SOURCE_FOLDERS.flatMap(filesUnder)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => sourceFile(path, readFileSync(join(ROOT, path), 'utf8')));
}

export function sourceFile(path: string, text: string): SourceFile {
  const imports = importsOf(text).map(({ specifier, typeOnly }) => {
    const local = specifier.startsWith('.')
      ? join(dirname(path), specifier).replaceAll('\\', '/')
      : undefined;
    return { specifier, typeOnly, path: local };
  });
  return { path, text, code: withoutTexts(text).code, imports };
}

// One token at a time, so that quotes in comments and comments in quotes are what they are.
const TOKEN =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<quoted>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`)|(?<regexp>(?<=[=(,:[!&|?{};\n]\s*)\/(?![/*])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/)/g;

/** The text with a space for each comment and `'<n>'` for the nth thing in quotes, so that neither is taken for code. */
function withoutTexts(text: string): { code: string; quoted: string[] } {
  const quoted: string[] = [];
  const code = text.replace(TOKEN, (token, comment) => {
    if (comment !== undefined) return ' ';
    quoted.push(token.slice(1, -1));
    return `'${quoted.length - 1}'`;
  });
  return { code, quoted };
}

const IMPORT =
  /\b(?:import|export)\s+(?<type>type\s)?[^;']*?\bfrom\s*'(?<from>\d+)'|\bimport\s*'(?<bare>\d+)'|\b(?<query>typeof\s+)?(?:import|require)\s*\(\s*'(?<call>\d+)'/g;

function importsOf(text: string): { specifier: string; typeOnly: boolean }[] {
  const { code, quoted } = withoutTexts(text);
  return [...code.matchAll(IMPORT)].map(({ groups = {} }) => ({
    specifier: quoted[Number(groups.from ?? groups.bare ?? groups.call)] ?? '',
    typeOnly: groups.type !== undefined || groups.query !== undefined,
  }));
}
