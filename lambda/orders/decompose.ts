import { MAX_RECORDS_PER_REQUEST, MAX_SOURCES_PER_ORDER } from './contract.ts';

/** As much of a product specification as decomposition needs. */
export interface Specification {
  readonly id: string;
  readonly name: string | null;
  /** Ids of the specifications that it decomposes into, in their order. */
  readonly decomposesInto: readonly string[];
}

/** A sales item as a source of downstream items. */
export interface Source {
  /** Id of its product specification; undefined when nothing specifies it. */
  readonly specification: string | undefined;
  readonly action: string | null;
}

/** A downstream item to be; `place` counts from 0 in its own list. */
export interface DownstreamItem<Spec extends Specification> {
  readonly specification: Spec;
  /** The sales item, or the downstream item, that it hangs under. */
  readonly parent: { readonly kind: 'source' | 'downstream'; readonly place: number };
  /** The sales item whose specification put it there. */
  readonly origin: number;
  /** In the downstream items' own numbering: 0001, 0001.0001, … */
  readonly lineNumber: string;
  /** Places of all sales items that decompose into it, at any depth, ascending. */
  readonly sources: readonly number[];
  /** The action that all sources have in common, else Change. */
  readonly action: string | null;
}

interface Draft<Spec extends Specification> extends Omit<DownstreamItem<Spec>, 'sources' | 'action'> {
  readonly sources: number[];
  children: number;
}

type Specifications<Spec extends Specification = Specification> = ReadonlyMap<string, Spec>;

/**
 * The downstream items of an order, parents first. Sales items that decompose into the same specification, at whatever
 * depth, share one item, which hangs at the shallowest place. Returns undefined when there would be too many.
 * `specifications` holds every specification that can be reached.
 */
export function decompose<Spec extends Specification>(
  sources: readonly Source[],
  specifications: Specifications<Spec>,
): readonly DownstreamItem<Spec>[] | undefined {
  const drafts = draftItems(sources, specifications);
  if (drafts.size > MAX_RECORDS_PER_REQUEST) return undefined;
  if (!gatherSources(drafts, { sources, specifications })) return undefined;
  return [...drafts.values()].map(({ children: _, ...draft }) => {
    const places = draft.sources.toSorted((a, b) => a - b);
    return { ...draft, sources: places, action: commonAction(places, sources) };
  });
}

/** What one specification decomposes into, level by level: itself is not in it. */
export function reachableFrom(first: string, specifications: Specifications): ReadonlySet<string> {
  const reached = new Set<string>(specifications.get(first)?.decomposesInto);
  // A Set that grows while it is walked is walked to its new end.
  for (const id of reached)
    for (const next of specifications.get(id)?.decomposesInto ?? []) reached.add(next);
  return reached;
}

function draftItems<Spec extends Specification>(
  sources: readonly Source[],
  specifications: Specifications<Spec>,
): Map<string, Draft<Spec>> {
  const drafts = new Map<string, Draft<Spec>>();
  const draft = (id: string, at: Pick<Draft<Spec>, 'parent' | 'origin' | 'lineNumber'>): boolean => {
    const specification = specifications.get(id);
    if (specification === undefined || drafts.has(id)) return false;
    drafts.set(id, { specification, ...at, sources: [], children: 0 });
    return true;
  };
  let lines = 0;
  for (const [place, source] of sources.entries()) {
    for (const id of decomposition(source.specification, specifications)) {
      const at = {
        parent: { kind: 'source', place } as const,
        origin: place,
        lineNumber: segment(lines + 1),
      };
      if (draft(id, at)) lines += 1;
    }
  }
  let place = 0;
  for (const parent of drafts.values()) {
    for (const id of parent.specification.decomposesInto) {
      const lineNumber = `${parent.lineNumber}.${segment(parent.children + 1)}`;
      const at = { parent: { kind: 'downstream', place } as const, origin: parent.origin, lineNumber };
      if (draft(id, at)) parent.children += 1;
    }
    place += 1;
  }
  return drafts;
}

/** Tells each item its sources; false when they are too many. Sales items of one specification are walked as one. */
function gatherSources(
  drafts: ReadonlyMap<string, { readonly sources: number[] }>,
  order: { sources: readonly Source[]; specifications: Specifications },
): boolean {
  const places = Map.groupBy(order.sources.keys(), (place) => order.sources[place]?.specification);
  let count = 0;
  for (const [specification, group] of places) {
    if (specification === undefined) continue;
    for (const id of reachableFrom(specification, order.specifications)) {
      count += group.length;
      if (count > MAX_SOURCES_PER_ORDER) return false;
      for (const place of group) drafts.get(id)?.sources.push(place);
    }
  }
  return true;
}

function decomposition(id: string | undefined, specifications: Specifications): readonly string[] {
  return id === undefined ? [] : (specifications.get(id)?.decomposesInto ?? []);
}

function commonAction(places: readonly number[], sources: readonly Source[]): string | null {
  const actions = new Set(places.map((place) => sources[place]?.action ?? null));
  const [first = null] = actions;
  return actions.size === 1 ? first : 'Change';
}

function segment(number: number): string {
  return String(number).padStart(4, '0');
}
