import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { referenceDocuments } from '../lambda/model/documents/reference-documents.ts';
import { configDocuments } from '../lib/config-documents.ts';
import { referenceExamples } from './reference-examples.ts';

// `npm run docs`: makes docs/reference/ anew from the object model, and what describes a stage's file from its schema.
const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'reference');
const documents = referenceDocuments(referenceExamples());

rmSync(folder, { recursive: true, force: true });
for (const [path, text] of Object.entries(documents)) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
console.log(`${Object.keys(documents).length} documents in docs/reference/`);

for (const [path, text] of Object.entries(configDocuments())) {
  writeFileSync(join(root, path), text);
  console.log(path);
}
