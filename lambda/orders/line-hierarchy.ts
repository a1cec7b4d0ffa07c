/** Where an order's lines hang; all are places in the list of line numbers, from 0. */
export interface LinePosition {
  /** The nearest line above; undefined for a line at the top. */
  readonly parent: number | undefined;
  /** The line at the top; itself, when it is there. */
  readonly root: number;
}

/**
 * Reads the tree out of hierarchical line numbers: 0001.0002 hangs under 0001. A line whose parent is not in the order
 * hangs under the nearest one above that is; a line without a number is at the top.
 */
export function lineHierarchy(lineNumbers: readonly (string | null)[]): readonly LinePosition[] {
  const places = new Map<string, number>();
  for (const [place, line] of lineNumbers.entries()) {
    if (line !== null && !places.has(line)) places.set(line, place);
  }
  const positions: LinePosition[] = [];
  const shortestFirst = [...lineNumbers.keys()].sort(
    (a, b) => lengthOf(lineNumbers[a]) - lengthOf(lineNumbers[b]),
  );
  // A parent's number is shorter than its children's, so that its root is known before theirs.
  for (const place of shortestFirst) {
    const parent = nearestAbove(lineNumbers[place] ?? '', places);
    positions[place] = {
      parent,
      root: parent === undefined ? place : (positions[parent]?.root ?? parent),
    };
  }
  return positions;
}

function nearestAbove(line: string, places: ReadonlyMap<string, number>): number | undefined {
  for (let end = line.lastIndexOf('.'); end > 0; end = line.lastIndexOf('.', end - 1)) {
    const place = places.get(line.slice(0, end));
    if (place !== undefined) return place;
  }
  return undefined;
}

function lengthOf(line: string | null | undefined): number {
  return line?.length ?? 0;
}
