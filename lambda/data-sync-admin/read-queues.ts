import type { Clock } from '../domain/clock.ts';
import { exactNumber, type JsonObject } from '../domain/json.ts';
import type { QueueDepth, QueueDepths } from './ports.ts';

/** How full each queue is, as GET /data-sync/queues answers. */
export async function readQueues(queues: QueueDepths, clock: Clock): Promise<JsonObject> {
  const depths = await queues.read();
  const now = clock();
  return Object.fromEntries(Object.entries(depths).map(([name, depth]) => [name, shown(depth, now)]));
}

function shown({ depth, oldestAt }: QueueDepth, now: number): JsonObject {
  const rows = exactNumber(depth);
  if (oldestAt === undefined) return { rows };
  const ageSeconds = exactNumber(Math.max(0, Math.floor((now - oldestAt) / 1000)));
  return { rows, oldest: new Date(oldestAt).toISOString(), ageSeconds };
}
