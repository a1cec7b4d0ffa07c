import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const EXAMPLES = readdirSync(join(REPOSITORY, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => join('examples', entry.name, 'README.md'));
const PAGES = ['docs/readers.md', 'examples/README.md', ...EXAMPLES];

describe('the pages for readers', () => {
  it.each(PAGES)('%s points only to what there is', (page) => {
    const text = readFileSync(join(REPOSITORY, page), 'utf8');
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slug(title));
    const missing = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].filter(
      ([, path, anchor]) =>
        path ? !existsSync(join(REPOSITORY, dirname(page), path)) : !headings.includes(anchor ?? ''),
    );

    // The reference is generated; it is there in a whole checkout.
    expect(missing.map(([link]) => link).filter((link) => !link.includes('reference/'))).toEqual([]);
  });

  it('shows policies that are JSON', () => {
    const text = readFileSync(join(REPOSITORY, 'docs/readers.md'), 'utf8');
    const policies = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json));

    expect(policies).toHaveLength(4);
  });
});

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
