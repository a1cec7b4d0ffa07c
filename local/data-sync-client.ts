import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../lambda/domain/json.ts';
import { type ApiClient, expect200 } from './api-client.ts';
import { until } from './until.ts';

/** How many rows each queue holds. */
export type QueueRows = Readonly<
  Record<'customerPending' | 'transactionPending' | 'progress' | 'parked', number>
>;

/** Whoever runs the data sync job, or looks at its monitor, which shows runs of scheduled tasks too: through the API. */
export interface DataSyncClient {
  /** Starts a run; resolves to its id. */
  startRun(): Promise<string>;
  /** The run as the job monitor shows it once it has ended. Throws LocalError when it does not within a minute. */
  endOf(runId: string): Promise<JsonObject>;
  queues(): Promise<QueueRows>;
  /** Resolves once so many rows are in these queues. Throws LocalError when they are not within a minute. */
  untilQueued(rows: Partial<QueueRows>): Promise<void>;
}

/** A client with the token of one who may do all that. */
export function dataSyncClient(api: ApiClient, signal?: AbortSignal): DataSyncClient {
  const get = async (route: string) => objectOf(expect200(await api.call('GET', route), `GET ${route}`));
  const queues = async (): Promise<QueueRows> => {
    const answer = await get('/data-sync/queues');
    const entries = Object.entries(answer).map(([queue, about]) => [queue, count(objectOf(about).rows)]);
    return Object.fromEntries(entries) as QueueRows;
  };
  return {
    async startRun() {
      const run = expect200(await api.call('POST', '/data-sync/runs', {}), 'POST /data-sync/runs');
      return String(objectOf(run).runId);
    },
    endOf: (runId) =>
      until({ what: `The run ${runId} did not end`, signal }, async () => {
        const { runs } = await get('/data-sync/runs');
        const listed = isJsonArray(runs) ? runs.filter(isJsonObject) : [];
        return listed.find((run) => run.runId === runId && run.status !== 'running');
      }),
    queues,
    untilQueued: (rows) =>
      until({ what: `The queues did not come to hold ${JSON.stringify(rows)}`, signal }, async () => {
        const seen = await queues();
        return Object.entries(rows).every(([queue, wanted]) => seen[queue as keyof QueueRows] === wanted)
          ? true
          : undefined;
      }).then(() => undefined),
  };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** A count is small. */
function count(value: JsonValue | undefined): number {
  return isJsonNumber(value) ? Number(value.rawJSON) : 0;
}
