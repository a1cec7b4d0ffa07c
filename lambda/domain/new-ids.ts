import type { IdBlock } from './commit.ts';

/** 2020-01-01T00:00Z. */
const FIRST_MS = Date.UTC(2020, 0, 1);
const SLOTS_PER_MS = 100;
const IDS_PER_SLOT = 1000n;

/** Takes blocks of ids: `now` in epoch milliseconds, `count` of ids in the block. */
export type NewIds = (now: number, count: number) => IdBlock;

/**
 * Makes blocks of 17-digit ids (until 2051) that sort by time: slot * 1000 + i, a slot being a hundredth of a
 * millisecond drawn at random. Blocks from one source never overlap; against other sources their slots are claimed.
 * `random` gives numbers from 0 to less than 1.
 */
export function idSource(random: () => number): NewIds {
  let free = 0n;
  return (now, count) => {
    const drawn = BigInt((now - FIRST_MS) * SLOTS_PER_MS + Math.floor(random() * SLOTS_PER_MS));
    const slot = drawn > free ? drawn : free;
    const block = { first: slot * IDS_PER_SLOT, count };
    free = slot + BigInt(idSlots(block).length);
    return block;
  };
}

/** The slots that a block takes up. */
export function idSlots(block: IdBlock): readonly bigint[] {
  const first = block.first / IDS_PER_SLOT;
  const last = (block.first + BigInt(Math.max(block.count, 1)) - 1n) / IDS_PER_SLOT;
  return Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index));
}
