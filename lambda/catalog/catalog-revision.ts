import type { Name, NameChange } from '../domain/commit.ts';
import { exactNumber, isJsonNumber } from '../domain/json.ts';
import type { CatalogReader } from './ports.ts';

const OWNER = 'Catalog';
const CURRENT: Name = { kind: 'Catalog', name: 'revision' };

/**
 * Makes commands that could close a circle between them happen one after another: each claims the next revision, so that
 * of two that looked at the same one the second fails, and looks again. No other command touches it.
 */
export async function nextRevision(reader: CatalogReader): Promise<readonly NameChange[]> {
  const [current] = await reader.names([CURRENT]);
  const number = current?.value.number;
  const revision = isJsonNumber(number) ? BigInt(number.rawJSON) : 0n;
  const next = exactNumber(revision + 1n);
  return [
    { action: 'claim', kind: 'Catalog Revision', name: next.rawJSON, owner: OWNER, value: {} },
    { action: current === undefined ? 'claim' : 'set', ...CURRENT, owner: OWNER, value: { number: next } },
    ...(current === undefined
      ? []
      : [{ action: 'release' as const, kind: 'Catalog Revision', name: String(revision) }]),
  ];
}
