import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from '../lambda/domain/json.ts';
import { answeredChanges, countByType } from './answer-changes.ts';
import { type ApiClient, apiClient, expect200, fetchToken } from './api-client.ts';
import { dataSyncClient } from './data-sync-client.ts';
import { LocalError } from './local-error.ts';
import type { Outputs } from './outputs.ts';
import type { Note } from './progress.ts';
import { sample, sampleText } from './sample-data.ts';
import type { TourOptions } from './tour.ts';
import { until } from './until.ts';

/** Name of the sample, and of the file in the import bucket. */
const FILE = 'import.jsonl';
/** Who buys something in it, and so is a member of the sample segment. */
const BUYER = '3001';

interface Actors {
  readonly api: ApiClient;
  readonly outputs: Outputs;
  readonly signal: AbortSignal;
}

/**
 * Shows a file being imported, with the report of the one record in it that is refused, and a scheduled task, run on demand, that finds
 * the members of a segment. Throws LocalError unless both come out right.
 */
export async function takeCrmTour({ outputs, progress, signal }: TourOptions): Promise<void> {
  const token = await fetchToken(outputs.oauth.tokenUrl, outputs.oauth.clients.operator);
  const actors = { api: apiClient({ apiUrl: outputs.apiUrl, token, signal }), outputs, signal };
  await progress.step('Importing a file of five records, one of them wrong', (note) =>
    importFile(actors, note),
  );
  await progress.step('Running the scheduled task Unstratified Segment', (note) => runTask(actors, note));
}

async function importFile({ api, outputs, signal }: Actors, note: Note): Promise<void> {
  const { endpoint, region, credentials, imports } = outputs;
  const requestHandler = new NodeHttpHandler();
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, requestHandler });
  const file = { Bucket: imports.bucket, Key: FILE };
  try {
    await client.send(new PutObjectCommand({ ...file, Body: await sampleText(FILE) }));
    note(`s3://${imports.bucket}/${FILE}: put`);
    const ended = await until({ what: 'The import did not end', signal }, () => endedImport(api));
    note(`GET /imports: ${stringifyJson(ended)}`);
    const told = [ended.lines, ended.done, ended.failed].map((count) => stringifyJson(count ?? null));
    if (told.join() !== '5,4,1') throw new LocalError('The import did not take four of the five records.');
    const report = await client.send(new GetObjectCommand({ ...file, Key: String(ended.report) }));
    note(`${String(ended.report)}: ${(await report.Body?.transformToString())?.trim()}`);
  } finally {
    client.destroy();
  }
}

async function endedImport(api: ApiClient): Promise<JsonObject | undefined> {
  const { imports } = objectOf(expect200(await api.call('GET', '/imports'), 'GET /imports'));
  const [latest] = objectsOf(imports);
  return latest?.file === FILE && latest.status !== 'running' ? latest : undefined;
}

async function runTask({ api, signal }: Actors, note: Note): Promise<void> {
  const segment = await sample('segment.json');
  const put = await api.call('PUT', `/segments/${segment.segmentId}`, segment);
  note(
    `PUT /segments/${segment.segmentId}: 200, ${countByType(answeredChanges(expect200(put, 'PUT /segments')))}`,
  );
  const route = '/scheduled-tasks/unstratified-segment/runs';
  const { runId } = objectOf(expect200(await api.call('POST', route), `POST ${route}`));
  note(`POST ${route}: 200, run ${runId}`);
  const run = await dataSyncClient(api, signal).endOf(String(runId));
  note(`GET /data-sync/runs: ${stringifyJson(run)}`);
  const customer = objectOf(expect200(await api.call('GET', `/customers/${BUYER}`), 'GET /customers'));
  note(`GET /customers/${BUYER}: customerSegments ${stringifyJson(customer.customerSegments ?? null)}`);
  const memberships = objectsOf(objectOf(customer.customerSegments ?? null).segment);
  if (run.status !== 'success' || memberships[0]?.segmentId !== segment.segmentId)
    throw new LocalError(`The task did not make customer ${BUYER} a member of ${segment.segmentId}.`);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}
