import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forbiddenImports, SHARED_FOLDERS } from './support/import-rules.ts';
import {
  filesUnder,
  foldersUnder,
  ROOT,
  type SourceFile,
  sourceFile,
  sourceFiles,
} from './support/source-tree.ts';

const files = sourceFiles();
const MAX_LINES = 300;

/** Lists of what is wrong read better in a failure than a boolean. */
const faults = (check: (file: SourceFile) => readonly string[]) => files.flatMap(check);

describe('imports', () => {
  it('go from the outside in, and never from slice to slice', () => {
    expect(faults(forbiddenImports)).toEqual([]);
  });

  it('name files that exist, with their extension', () => {
    const missing = faults((file) =>
      file.imports
        .filter(({ path }) => path !== undefined && !existsSync(join(ROOT, path)))
        .map(({ specifier }) => `${file.path}: ${specifier}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the domain, the model and the rules', () => {
  const IMPURE =
    /\bnode:|\bprocess\b|\bDate\.now\b|\bDate\(\)|\bMath\.random\b|\bcrypto\b|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b|\bconsole\b|\bglobalThis\b|\bBuffer\b|\bfetch\b/g;
  const impurities = (file: SourceFile) =>
    (file.code.match(IMPURE) ?? []).map((found) => `${file.path}: ${found}`);

  it('know no clock, no chance, no machine and no world', () => {
    expect(
      faults((file) => (/^lambda\/(domain|model|rules)\//.test(file.path) ? impurities(file) : [])),
    ).toEqual([]);
  });

  it.each(['Date.now()', 'new Date()', 'Math.random()', 'process.env.X', 'crypto.randomUUID()'])(
    'would be caught using %s',
    (code) => expect(impurities(sourceFile('lambda/domain/x.ts', `const x = ${code};`))).toHaveLength(1),
  );
});

describe('names', () => {
  const KEBAB_FILE =
    /^[a-z0-9]+(-[a-z0-9]+)*(\.(handler|config|setup|teardown|d))?(\.(integration|exhaustive))?(\.test)?\.ts$/;
  const KEBAB_FOLDER = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const EMPTY_WORDS = /(^|[-/.])(utils?|helpers?|managers?|common|misc|stuff)(?=$|[-/.])/;

  it('of files and folders are in kebab case', () => {
    const wrong = files
      .map(({ path }) => path)
      .filter((path) => {
        const parts = path.split('/');
        const name = parts.pop() ?? '';
        return !KEBAB_FILE.test(name) || !parts.every((part) => KEBAB_FOLDER.test(part));
      });
    expect(wrong).toEqual([]);
  });

  it('say something', () => {
    expect(files.map(({ path }) => path).filter((path) => EMPTY_WORDS.test(path))).toEqual([]);
  });
});

describe('exports', () => {
  it('have names: there is no default export but in the configuration of a tool', () => {
    const isConfig = (file: SourceFile) => /\.(config|setup|teardown)\.ts$/.test(file.path);
    expect(
      faults((file) => (/\bexport\s+default\b/.test(file.code) && !isConfig(file) ? [file.path] : [])),
    ).toEqual([]);
  });

  it('are imported from where they are made: there is no barrel', () => {
    const passesOn = (file: SourceFile) => /\bexport\s+(?:type\s+)?(?:\*|\{[^}]*\}\s*from\b)/.test(file.code);
    const isBarrel = (file: SourceFile) => passesOn(file) || file.path.endsWith('/index.ts');
    expect(faults((file) => (isBarrel(file) ? [file.path] : []))).toEqual([]);
  });

  // What options and props are for, their name says; their members have docstrings where they need one.
  it('say what they promise, in a docstring', () => {
    const undocumented = faults((file) => (file.path.startsWith('test/') ? [] : undocumentedExports(file)));
    expect(undocumented).toEqual([]);
  });

  it('are told apart by whether a docstring stands right before them', () => {
    const text =
      '/** One. */\nexport const one = 1;\n\n/* Two. */\nexport function two() {}\nexport class Three {}\n';
    expect(undocumentedExports(sourceFile('x.ts', text))).toEqual(['x.ts: two', 'x.ts: Three']);
  });

  function undocumentedExports(file: SourceFile): string[] {
    const exported =
      /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;
    return [...file.text.matchAll(exported)]
      .filter((found) => !/^\w+(?:Options|Props)$/.test(found[1] ?? ''))
      .filter((found) => !/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.test(file.text.slice(0, found.index)))
      .map((found) => `${file.path}: ${found[1]}`);
  }
});

describe('a slice', () => {
  const slices = foldersUnder('lambda').filter((folder) => !SHARED_FOLDERS.includes(folder));
  const page = join(ROOT, 'docs/architecture.md');

  it.each(['lib', 'test'])('has one name in lambda/ and in %s/', (top) => {
    if (foldersUnder(top).length === 0) return;
    expect(slices.filter((slice) => !existsSync(join(ROOT, top, slice)))).toEqual([]);
  });

  it('has a section in docs/architecture.md', () => {
    if (!existsSync(page)) return;
    const headings = readFileSync(page, 'utf8').match(/^#+ .*$/gm) ?? [];
    const named = (slice: string) => headings.some((heading) => heading.includes(slice));
    expect(slices.filter((slice) => !named(slice))).toEqual([]);
  });

  it('has a contract', () => {
    expect(slices.filter((slice) => !existsSync(join(ROOT, 'lambda', slice, 'contract.ts')))).toEqual([]);
  });
});

describe('every file', () => {
  it(`of ours has less than ${MAX_LINES} lines`, () => {
    const long = files.filter(({ text }) => text.split('\n').length > MAX_LINES);
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
  });

  it('knows nothing of the place where it was written', () => {
    const place = ['', 'work', ''].join('/');
    const texts = filesUnder('.').filter((path) =>
      /\.(ts|js|mjs|json|md|py|sh|txt|ya?ml)$|^[^.]+$/.test(path),
    );
    const found = texts.filter((path) => readFileSync(join(ROOT, path), 'utf8').includes(place));
    expect(found).toEqual([]);
  });
});

describe('the reader of imports', () => {
  it('sees every way to import, and no comment or text that looks like one', () => {
    const text = [
      "import { a, type B } from './a.ts';",
      "import type {\n  C,\n} from './c.ts';",
      "import './side-effect.ts';",
      "export type { D } from './d.ts';",
      "const e = await import('./e.ts');",
      "type F = typeof import('./f.ts');",
      "// import { no } from './no.ts';",
      "/* import { no } from './no.ts'; */",
      "const url = 'https://x'; import g from 'g';",
    ].join('\n');
    const seen = sourceFile('lambda/x/y.ts', text).imports.map(({ specifier, typeOnly }) => [
      specifier,
      typeOnly,
    ]);
    expect(seen).toEqual([
      ['./a.ts', false],
      ['./c.ts', true],
      ['./side-effect.ts', false],
      ['./d.ts', true],
      ['./e.ts', false],
      ['./f.ts', true],
      ['g', false],
    ]);
  });

  it.each<[string, string, string]>([
    ['lambda/domain/x.ts', "import { readFileSync } from 'node:fs';", 'a domain takes nothing'],
    ['lambda/domain/x.ts', "import { y } from '../model/y.ts';", 'does not know a model'],
    ['lambda/orders/contract.ts', "import type { y } from '../domain/y.ts';", 'does not know a domain'],
    ['lambda/orders/submit.ts', "import { y } from '../adapters/kinesis/y.ts';", 'does not know a adapter'],
    ['lambda/orders/submit.ts', "import { y } from '../catalog/y.ts';", 'another slice'],
    ['lambda/orders/submit.ts', "import { y } from 'node:crypto';", 'only types'],
    ['lambda/orders/x.handler.ts', "import { y } from '../catalog/y.handler.ts';", 'does not know a handler'],
    [
      'lambda/adapters/kinesis/x.ts',
      "import { y } from '../../orders/submit.ts';",
      'does not know a use case',
    ],
    ['lambda/runtime/x.ts', "import { y } from '../orders/submit.ts';", 'does not know a use case'],
    ['lib/x.ts', "import { y } from '../lambda/orders/submit.ts';", 'does not know a use case'],
    ['lambda/orders/submit.ts', "import { y } from '../../local/y.ts';", 'does not know a local'],
    ['local/x.ts', "import { y } from '../test/support/y.ts';", 'does not know a test'],
  ])('lets the rules catch %s when it says %s', (path, text, why) => {
    expect(forbiddenImports(sourceFile(path, text))).toEqual([expect.stringContaining(why)]);
  });
});
