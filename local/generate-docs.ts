import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { referenceDocuments } from '../lambda/model/documents/reference-documents.ts';
import { referenceExamples } from './reference-examples.ts';

// `npm run docs`: makes docs/reference/ anew from the object model.
const folder = join(import.meta.dirname, '..', 'docs', 'reference');
const documents = referenceDocuments(referenceExamples());

rmSync(folder, { recursive: true, force: true });
for (const [path, text] of Object.entries(documents)) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
console.log(`${Object.keys(documents).length} documents in docs/reference/`);
