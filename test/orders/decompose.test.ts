import { decompose, type Specification } from '../../lambda/orders/decompose.ts';
import { lineHierarchy } from '../../lambda/orders/line-hierarchy.ts';

/** A catalog out of lines such as `1: 2 3`: product 1 decomposes into 2 and 3. */
function catalog(...lines: readonly string[]): ReadonlyMap<string, Specification> {
  return new Map(
    lines.map((line) => {
      const [id = '', into = ''] = line.split(':');
      return [
        id,
        { id, name: `Product ${id}`, decomposesInto: into.split(' ').filter((text) => text !== '') },
      ];
    }),
  );
}

const sources = (...specifications: readonly string[]) =>
  specifications.map((specification) => ({ specification, action: 'Add' }));

const lines = (items: ReturnType<typeof decompose>) =>
  items?.map(({ specification, lineNumber }) => `${lineNumber} ${specification.id}`);

describe('decomposition', () => {
  it('numbers downstream items by level', () => {
    const items = decompose(
      sources('1', '2'),
      catalog('1: 3 4', '2: 5', '3: 6 7', '4:', '5:', '6: 8', '7:', '8:'),
    );
    expect(lines(items)).toEqual([
      '0001 3',
      '0002 4',
      '0003 5',
      '0001.0001 6',
      '0001.0002 7',
      '0001.0001.0001 8',
    ]);
  });

  it('says which sales items an item comes from, at whatever depth', () => {
    const items = decompose(sources('1', '2', '9', '1'), catalog('1: 3', '2: 4', '3: 4', '4: 5', '5:', '9:'));
    expect(items?.map(({ specification, sources: places }) => [specification.id, places])).toEqual([
      ['3', [0, 3]],
      ['4', [0, 1, 3]],
      ['5', [0, 1, 3]],
    ]);
  });

  it('hangs an item at the shallowest place that it has', () => {
    const items = decompose(sources('1', '2'), catalog('1: 3', '2: 4', '3: 4', '4:'));
    expect(items?.map(({ specification, parent, origin }) => [specification.id, parent, origin])).toEqual([
      ['3', { kind: 'source', place: 0 }, 0],
      ['4', { kind: 'source', place: 1 }, 1],
    ]);
  });

  it('hangs a deeper item under the downstream item above it', () => {
    const items = decompose(sources('1'), catalog('1: 2 3', '2:', '3: 4', '4:'));
    expect(items?.at(-1)?.parent).toEqual({ kind: 'downstream', place: 1 });
  });

  it.each([
    [['Add', 'Add'], 'Add'],
    [['Add', 'Disconnect'], 'Change'],
    [[null, null], null],
    [['Add', null], 'Change'],
  ])('makes of the actions %j the action %j', (actions, action) => {
    const items = decompose(
      actions.map((each) => ({ specification: '1', action: each })),
      catalog('1: 2', '2:'),
    );
    expect(items?.[0]?.action).toBe(action);
  });

  it('makes nothing of items without a product, or whose product is whole', () => {
    expect(decompose([{ specification: undefined, action: 'Add' }, ...sources('1')], catalog('1:'))).toEqual(
      [],
    );
  });

  it('ends where products decompose into one another, which the catalog does not let through', () => {
    expect(lines(decompose(sources('1'), catalog('1: 2', '2: 3', '3: 2')))).toEqual([
      '0001 2',
      '0001.0001 3',
    ]);
  });

  it('gives up when the sources are more than an order may name', () => {
    const deep = Array.from({ length: 60 }, (_, place) => `${place + 1}: ${place + 2}`);
    const many = Array.from({ length: 2_000 }, () => ({ specification: '1', action: 'Add' }));
    expect(decompose(many.slice(0, 1_000), catalog(...deep, '61:'))).toHaveLength(60);
    expect(decompose(many, catalog(...deep, '61:'))).toBeUndefined();
  });
});

describe('a line number', () => {
  it('hangs its line under the nearest one above that there is', () => {
    expect(
      lineHierarchy(['0001.0001.0002', '0001', '0002.0001', '0001.0001', null, '0003.0001.0001', '0003']),
    ).toEqual([
      { parent: 3, root: 1 },
      { parent: undefined, root: 1 },
      { parent: undefined, root: 2 },
      { parent: 1, root: 1 },
      { parent: undefined, root: 4 },
      { parent: 6, root: 6 },
      { parent: undefined, root: 6 },
    ]);
  });

  it('is no prefix of one that only begins with the same digits', () => {
    expect(lineHierarchy(['0001', '00012', '00012.1'])[2]).toEqual({ parent: 1, root: 1 });
  });
});
