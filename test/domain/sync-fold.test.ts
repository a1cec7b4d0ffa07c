import fc from 'fast-check';
import { foldChange } from '../../lambda/domain/sync-fold.ts';
import type { SyncAction } from '../../lambda/domain/sync-row.ts';

type Kind = 'insert' | 'update' | 'delete';

/** The rows of an object after a change, by what the fold says is to be done. */
function folded(rows: readonly SyncAction[], kind: Kind): readonly SyncAction[] {
  const pending = rows.map((action) => ({ action }));
  const step = foldChange(pending, kind);
  if (step.step === 'add') return [...rows, step.action];
  if (step.step === 'delete') return ['DELETE'];
  return pending.map((row) => (row === step.row ? step.action : row.action));
}

const rowsAfter = (...kinds: readonly Kind[]) => kinds.reduce<readonly SyncAction[]>(folded, []);

/** Every history that an object can have: it is there or not, and changes fit. `existed`: it was there before. */
const histories = fc
  .tuple(fc.boolean(), fc.array(fc.boolean(), { maxLength: 12 }))
  .map(([existed, choices]) => {
    let exists = existed;
    const kinds = choices.map((choice): Kind => {
      if (!exists) {
        exists = true;
        return 'insert';
      }
      if (choice) exists = false;
      return choice ? 'delete' : 'update';
    });
    return { existed, exists, kinds };
  });

describe('the fold of changes that nobody has heard of yet', () => {
  it.each<[readonly Kind[], readonly SyncAction[]]>([
    [[], []],
    [['insert'], ['CREATE']],
    [['update'], ['UPDATE']],
    [['delete'], ['DELETE']],
    [['insert', 'update', 'update'], ['CREATE']],
    [['update', 'update'], ['UPDATE']],
    [['insert', 'delete'], ['DELETE']],
    [['update', 'delete'], ['DELETE']],
    [
      ['delete', 'insert'],
      ['DELETE', 'CREATE'],
    ],
    [
      ['delete', 'insert', 'update'],
      ['DELETE', 'CREATE'],
    ],
    [['delete', 'insert', 'delete'], ['DELETE']],
    [
      ['update', 'delete', 'insert', 'delete', 'insert'],
      ['DELETE', 'CREATE'],
    ],
  ])('of %j leaves %j', (kinds, rows) => {
    expect(rowsAfter(...kinds)).toEqual(rows);
  });

  it('never leaves more than a DELETE and one row behind it', () => {
    fc.assert(
      fc.property(histories, ({ kinds }) => {
        expect(rowsAfter(...kinds).length).toBeLessThanOrEqual(2);
        if (rowsAfter(...kinds).length === 2) expect(rowsAfter(...kinds)[0]).toBe('DELETE');
      }),
    );
  });

  it('brings a receiver to where the object is, whatever it knew before', () => {
    fc.assert(
      fc.property(histories, ({ existed, exists, kinds }) => {
        const knows = rowsAfter(...kinds).reduce((_, action) => action !== 'DELETE', existed);
        expect(knows).toBe(exists);
      }),
    );
  });

  it('tells of a customer as new exactly when the receiver does not have it', () => {
    fc.assert(
      fc.property(histories, ({ existed, kinds }) => {
        let knows = existed;
        for (const action of rowsAfter(...kinds)) {
          if (action !== 'DELETE') expect(action).toBe(knows ? 'UPDATE' : 'CREATE');
          knows = action !== 'DELETE';
        }
      }),
    );
  });

  it('keeps the row of a DELETE, its number and place, when it comes again', () => {
    const row = { action: 'DELETE' } as const;
    const step = foldChange([row, { action: 'CREATE' }], 'delete');
    expect(step).toEqual({ step: 'delete', row });
  });
});
