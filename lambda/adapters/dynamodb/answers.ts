import { gunzipSync, gzipSync } from 'node:zlib';
import type { CommitOptions } from '../../domain/commit.ts';
import { isJsonObject, type JsonObject, stringifyJson } from '../../domain/json.ts';
import { parseJson } from '../../domain/parse-json.ts';
import type { Item } from './attribute-value.ts';
import { answerKey, answerPartKey, LEDGER } from './ledger-layout.ts';
import type { PlannedWrite } from './planned-write.ts';

/** So long the same idempotency key gives the first answer again. */
const ANSWER_MS = 24 * 60 * 60 * 1000;
/** An item holds 400 KB; an answer whose gzip has more than this lies in rows of its own. */
const PART_BYTES = 350_000;

/** An answer that has been given. `journalled`: by a commit that may still have to be finished. */
export interface GivenAnswer {
  readonly fingerprint: string;
  readonly transactionId: string;
  readonly journalled: boolean;
  readonly answer: Uint8Array | undefined;
  /** Keys of the rows that hold the answer when `answer` does not. */
  readonly parts: readonly Item[];
}

/** An answer on its way into the ledger. */
export interface AnswerToKeep {
  readonly idempotency: NonNullable<CommitOptions['idempotency']>;
  readonly transactionId: string;
  readonly answer: JsonObject;
  readonly journalled: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The write that keeps an answer, and the rows that must stand before it. The row needs that none was given before. */
export function keptAnswer(keep: AnswerToKeep): {
  readonly write: PlannedWrite;
  readonly parts: readonly Item[];
} {
  const { idempotency, transactionId, journalled, now } = keep;
  const zipped = gzipSync(stringifyJson(keep.answer));
  const pieces = zipped.byteLength > PART_BYTES ? piecesOf(zipped) : [];
  const seconds = Math.floor(now / 1000);
  const expires = {
    [LEDGER.expires]: { N: String(Math.floor((now + (idempotency.keptMs ?? ANSWER_MS)) / 1000)) },
  };
  const key = answerKey(idempotency.key);
  const item: Item = {
    ...key,
    ...expires,
    [LEDGER.fingerprint]: { S: idempotency.fingerprint },
    [LEDGER.transaction]: { S: transactionId },
    [LEDGER.journalled]: { BOOL: journalled },
    [LEDGER.parts]: { N: String(pieces.length) },
    ...(pieces.length === 0 && { [LEDGER.answer]: { B: zipped } }),
  };
  const condition = [
    [
      { attribute: LEDGER.partitionKey, is: 'absent' },
      { attribute: LEDGER.expires, is: '<', value: { N: String(seconds) } },
    ],
  ] as const;
  return {
    write: { about: 'answer', condition, write: { table: 'ledger', key, kind: 'put', item } },
    parts: pieces.map((B, index) => ({
      ...answerPartKey(idempotency.key, { transactionId, index }),
      ...expires,
      [LEDGER.answer]: { B },
    })),
  };
}

function piecesOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.byteLength / PART_BYTES) }, (_, index) =>
    bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES),
  );
}

/** The answer in a row; undefined when its time is over, though the row still stands. `now` in epoch milliseconds. */
export function givenAnswer(key: string, item: Item, now: number): GivenAnswer | undefined {
  if (Number(item[LEDGER.expires]?.N) < Math.floor(now / 1000)) return undefined;
  const transactionId = item[LEDGER.transaction]?.S ?? '';
  return {
    fingerprint: item[LEDGER.fingerprint]?.S ?? '',
    transactionId,
    journalled: item[LEDGER.journalled]?.BOOL === true,
    answer: item[LEDGER.answer]?.B,
    parts: Array.from({ length: Number(item[LEDGER.parts]?.N ?? 0) }, (_, index) =>
      answerPartKey(key, { transactionId, index }),
    ),
  };
}

/** The answer itself, of its own row's bytes or of those of its parts, in order. */
export function unzippedAnswer(pieces: readonly Uint8Array[]): JsonObject {
  const answer = parseJson(gunzipSync(Buffer.concat(pieces)).toString('utf8'), { maxDepth: 1000 });
  if (!isJsonObject(answer)) throw new TypeError('a kept answer is no object');
  return answer;
}
