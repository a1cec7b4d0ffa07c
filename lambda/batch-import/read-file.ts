import type { JsonValue } from '../domain/json.ts';
import {
  elementRecord,
  type ImportRecord,
  jsonRecord,
  type RecordContent,
  recordLine,
} from './import-record.ts';
import { entityShape, isEntity } from './line-commands.ts';
import { orderKeys } from './order-keys.ts';
import type { FoundRecords, ImportEntry, ImportFiles, WorkFiles, XmlReader } from './ports.ts';
import { bucketOf, Relations } from './relations.ts';
import { textLines } from './text-lines.ts';
import { GROUPS_KEY, recordsKey, SHARES_KEY, workKey } from './work-keys.ts';
import { xmlValue } from './xml-value.ts';

/** A line of more, or an element, is no record: one of the store has at most 350,000 bytes. */
export const MAX_RECORD_BYTES = 1024 * 1024;
/** What an XML document may ask of us: a record's elements inside one another, besides its bytes. */
export const XML_LIMITS = { maxBytes: MAX_RECORD_BYTES, maxDepth: 40 } as const;
/** Characters of a work file, but for its last record. */
const PART_LENGTH = 4 * 1024 * 1024;
/** Fewer records, a quarter of a second's work, are not worth another worker. */
const RECORDS_A_WORKER = 250;
/** So many commands at once, of 32 each, are what a new on-demand table surely takes. */
export const MAX_WORKERS = 16;

/** What reading a file needs. */
export interface ReadPorts {
  readonly files: Pick<ImportFiles, 'read'>;
  readonly work: WorkFiles;
  readonly xml: XmlReader;
  /** So many records are worth a worker. @default 250 */
  readonly recordsAWorker?: number;
}

/** What a file holds, before it is known where it hangs together. */
interface FileRecord {
  readonly line: number;
  readonly value: JsonValue;
  readonly content: RecordContent;
}

/**
 * Reads a file once, from its beginning to its end, and writes its records into work files, each with what it has to do with. Then
 * shares them out: records that have to do with the same customers or cards are one worker's. Holds a few megabytes, however large
 * the file is. May be repeated: the same file gives the same work files.
 */
export async function readFile(ports: ReadPorts, entry: ImportEntry): Promise<FoundRecords> {
  const { recordsAWorker = RECORDS_A_WORKER } = ports;
  const relations = new Relations();
  let lines: string[] = [];
  let length = 0;
  let parts = 0;
  let records = 0;
  let broken: string | undefined;

  const write = async (): Promise<void> => {
    await ports.work.put(recordsKey(entry.importId, parts), Buffer.from(lines.join('')));
    parts += 1;
    lines = [];
    length = 0;
  };
  for await (const few of recordsOf(ports, entry)) {
    for (const read of few) {
      if ('broken' in read) {
        broken = read.broken;
        continue;
      }
      records += 1;
      const record = numbered(read, records);
      relations.add(record.buckets);
      const text = recordLine(record);
      lines.push(text);
      length += text.length;
      if (length >= PART_LENGTH) await write();
    }
  }
  if (lines.length > 0) await write();
  const workers = Math.min(MAX_WORKERS, Math.max(1, Math.ceil(records / recordsAWorker)));
  const groups = relations.groups();
  await ports.work.put(workKey(entry.importId, GROUPS_KEY), new Uint8Array(groups.buffer));
  if (workers > 1) await ports.work.put(workKey(entry.importId, SHARES_KEY), relations.shares(workers));
  return { records, parts, workers, ...(broken === undefined ? {} : { broken }) };
}

function numbered({ line, value, content }: FileRecord, number: number): ImportRecord {
  const buckets = orderKeys(value, `record ${number}`).map(bucketOf);
  return { number, line, buckets: [...new Set(buckets)], content };
}

type Read = FileRecord | { readonly broken: string };

/** Whether a file is one that can be imported, by its name. */
export function isImportable(file: string): boolean {
  return /\.(?:jsonl|ndjson|xml)$/i.test(file);
}

function recordsOf({ files, xml }: ReadPorts, entry: ImportEntry): AsyncIterable<readonly Read[]> {
  const chunks = files.read({ name: entry.file, version: entry.version, size: entry.size });
  return /\.xml$/i.test(entry.file) ? elements(xml, chunks) : jsonLines(chunks);
}

async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<readonly Read[]> {
  for await (const lines of textLines(chunks, MAX_RECORD_BYTES))
    yield lines.map((read) =>
      'text' in read
        ? { line: read.line, ...jsonRecord(read.text) }
        : {
            line: read.line,
            value: null,
            content: { refused: { code: 'MALFORMED_JSON', reason: read.fault } },
          },
    );
}

async function* elements(xml: XmlReader, chunks: AsyncIterable<Uint8Array>): AsyncIterable<readonly Read[]> {
  for await (const few of xml.records(chunks, isEntity))
    yield few.flatMap((read): readonly Read[] => {
      if ('element' in read) {
        const { name } = read.element;
        return [
          { line: read.line, ...elementRecord(name, xmlValue(entityShape(read.element), read.element)) },
        ];
      }
      const refused = { code: 'MALFORMED_XML', reason: `${read.fault}; nothing from here on was read` };
      const broken = `line ${read.line}: the document ${read.fault}; nothing from there on was read`;
      return [{ line: read.line, value: null, content: { refused } }, { broken }];
    });
}
