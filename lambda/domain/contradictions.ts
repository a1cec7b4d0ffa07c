/**
 * The contradictions of a plan that came one after another and are all the same, with the one of this attempt
 * (undefined: none). A plan that loses a name to other commands, one time this name, another time that, is not wrong: it is only slow.
 */
export function repeated(before: readonly string[], contradiction: string | undefined): readonly string[] {
  if (contradiction === undefined) return [];
  return before.at(-1) === contradiction ? [...before, contradiction] : [contradiction];
}
