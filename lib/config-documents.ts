import { CONFIG_SCHEMA } from './config-schema.ts';

interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly expected?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

interface Row {
  readonly field: string;
  readonly node: SchemaNode;
  readonly required: boolean;
}

const INTRODUCTION = `# Configuration

A stage is one file, \`config/<stage>.json\`; \`-c stage=<stage>\` chooses it, for \`npm run synth\`, \`diff\`, \`deploy\` and
\`destroy\`. The stage's name is at most 16 characters of a-z, 0-9 and \`-\`, and begins each stack's name: stages share
nothing and can live side by side in one account. A file kept elsewhere: \`-c stage=prod -c config=/path/to/prod.json\`.

The file is checked whole before anything is made; everything that is wrong is listed at once, each with its JSON Pointer,
what came and what was expected. \`"$schema": "./schema.json"\` lets an editor do the same while you type.
[config/example.json](../config/example.json) is an example with readers. The stage \`local\` is the one of \`npm start\`.

Never change by hand: this page and \`config/schema.json\` are made by \`npm run docs\` from \`lib/config-schema.ts\`.
`;

/** The documents that are made from the schema of a stage's file: their text by path from the project's root. */
export function configDocuments(): Readonly<Record<string, string>> {
  return {
    'config/schema.json': `${JSON.stringify(CONFIG_SCHEMA, withoutOwnKeywords, 2)}\n`,
    'docs/configuration.md': configurationPage(),
  };
}

/** Editors know nothing of `expected`; they show descriptions. */
function withoutOwnKeywords(key: string, value: unknown): unknown {
  return key === 'expected' ? undefined : value;
}

function configurationPage(): string {
  const rows = rowsOf('', CONFIG_SCHEMA).filter(({ field }) => field !== '$schema');
  const lines = rows.map(
    ({ field, node, required }) =>
      `| \`${field}\` | ${cell(valuesOf(node))} | ${defaultOf(node, required)} | ${cell(node.description ?? '')} |`,
  );
  return [
    INTRODUCTION,
    '| field | value | default | what it is for |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

function rowsOf(prefix: string, node: SchemaNode): Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const field = `${prefix}${name}`;
    const row = { field, node: child, required: node.required?.includes(name) ?? false };
    return [row, ...rowsOf(`${field}.`, child), ...(child.items ? rowsOf(`${field}[].`, child.items) : [])];
  });
}

function valuesOf(node: SchemaNode): string {
  if (node.expected !== undefined) return node.expected;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (node.minimum !== undefined) return `${node.type} from ${node.minimum} to ${node.maximum}`;
  if (node.type === 'array') return 'a list of objects';
  return node.type === 'string' ? 'text' : (node.type ?? '');
}

function defaultOf(node: SchemaNode, required: boolean): string {
  if (node.default !== undefined) return node.properties ? '' : `\`${JSON.stringify(node.default)}\``;
  return required ? 'required' : 'none';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
