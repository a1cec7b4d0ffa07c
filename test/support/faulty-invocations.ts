import type { BatchResponse, KinesisRecord } from '../../lambda/feed-indexer/contract.ts';
import type { FeedIndexer } from '../../lambda/feed-indexer/index-batch.ts';
import { type CallTroubles, FaultyProcess, turn } from './faulty-calls.ts';

/** What becomes of invocations, from 0 to 1. */
export interface InvocationTroubles extends CallTroubles {
  /** Nobody waits for it any longer, and it goes on. */
  readonly abandoned: number;
}

export interface FaultyInvocationsOptions {
  readonly random: () => number;
  readonly troubles: () => InvocationTroubles;
  /** An indexer whose calls the process makes. */
  readonly start: (process: FaultyProcess) => FeedIndexer;
  /** Epoch milliseconds. */
  readonly deadline: () => number;
}

/** Invokes functions as Lambda does: in processes that are used again, and sometimes no longer waited for while they go on. */
export function faultyInvocations(
  options: FaultyInvocationsOptions,
): (records: readonly KinesisRecord[]) => Promise<BatchResponse> {
  const { random, troubles, start, deadline } = options;
  const idle: { process: FaultyProcess; indexer: FeedIndexer }[] = [];
  const started = () => {
    const process = new FaultyProcess({ random, troubles });
    return { process, indexer: start(process) };
  };
  return async (records) => {
    const place = (random() < 0.7 && idle.pop()) || started();
    const work = place.indexer.index(records, deadline()).then(({ response }) => response);
    const used = () => place.process.isDead || idle.push(place);
    work.then(used, used);
    const ends: Promise<BatchResponse | 'died' | 'abandoned'>[] = [work, place.process.died];
    if (random() < troubles().abandoned) ends.push(abandoned(random() * 30));
    const end = await Promise.race(ends);
    if (typeof end === 'string') throw new Error(end);
    return end;
  };
}

async function abandoned(turns: number): Promise<'abandoned'> {
  for (let count = 0; count < turns; count++) await turn();
  return 'abandoned';
}
