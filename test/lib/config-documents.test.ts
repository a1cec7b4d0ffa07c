import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configDocuments } from '../../lib/config-documents.ts';

describe.each(Object.entries(configDocuments()))('%s', (file, text) => {
  it('is what the schema of the configuration says now (npm run docs makes it anew)', () => {
    expect(readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8')).toBe(text);
  });
});
