import { createHash } from 'node:crypto';

/** An owner's place from 0 to less than 1 where Kinesis has it, too: its MD5 as a fraction (Kinesis Developer Guide, "Partition Key"). */
export function ownerHash(owner: string): number {
  return createHash('md5').update(owner).digest().readUInt32BE() / 2 ** 32;
}
