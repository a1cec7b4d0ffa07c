/** The name of `names` that takes the fewest changes of one character to reach from `name`, big and small letters alike. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance >= least) continue;
    [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** Levenshtein's distance, one row of its table at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let line = 1; line <= left.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= right.length; column += 1) {
      const [above = 0, before = 0, diagonal = 0] = [row[column], next[column - 1], row[column - 1]];
      const changed = left[line - 1] === right[column - 1] ? 0 : 1;
      next.push(Math.min(above + 1, before + 1, diagonal + changed));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
