import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDbRecordStore } from '../lambda/adapters/dynamodb/dynamodb-record-store.ts';
import { MemoryImportLog } from '../lambda/adapters/memory/memory-import-log.ts';
import type { ObjectRequest } from '../lambda/adapters/s3/s3-objects.ts';
import { S3WorkFiles } from '../lambda/adapters/s3/s3-work-files.ts';
import { SaxesReader } from '../lambda/adapters/xml/saxes-reader.ts';
import { readFile as readImport, XML_LIMITS } from '../lambda/batch-import/read-file.ts';
import { workRecords } from '../lambda/batch-import/work-records.ts';
import { idSource } from '../lambda/domain/new-ids.ts';
import { textHash } from '../lambda/runtime/text-hash.ts';
import type { Benchmark, Finding } from './benchmark.ts';
import { emptyDynamoDb } from './empty-dynamodb.ts';

const MIB = 1024 * 1024;
const SAMPLE = path.join(import.meta.dirname, '../test/data/orce-customermod.body.json');
const SAMPLES = 10;

/** Lines of a file with so many customers, each the seed's with an id and a card of its own. */
async function* customerLines(count: number): AsyncIterable<Uint8Array> {
  const { messages } = JSON.parse(await readFile(SAMPLE, 'utf8')) as { messages: { payload: string }[] };
  const payload = messages[0]?.payload ?? '';
  const lines: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const own = payload
      .replace('"customerID":"2142"', `"customerID":"${index}"`)
      .replace('"instrument":[]', `"instrument":[{"cardNumber":"${index}","statusCode":"ACTIVE"}]`);
    lines.push(`{"Customer":{"Action":"Add",${own.slice(1)}}\n`);
    if (lines.length === 1000 || index === count - 1) yield Buffer.from(lines.splice(0).join(''));
  }
}

/** What is still held after everything that can be collected has been; `gc` is there with --expose-gc. */
function heldMib(): { readonly heap: number; readonly outside: number; readonly resident: number } {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed / MIB, outside: external / MIB, resident: rss / MIB };
}

/** Work files in a folder of this machine, compressed as in S3. */
function workFilesIn(folder: string): S3WorkFiles {
  const call = async ({ method, key, body }: ObjectRequest) => {
    const file = path.join(folder, key.replaceAll('/', '_'));
    if (method === 'PUT' && body !== undefined) await writeFile(file, body);
    const bytes = method === 'GET' ? await readFile(file) : Buffer.alloc(0);
    return { status: 200, headers: {}, bytes };
  };
  return new S3WorkFiles({ call });
}

interface Sample {
  readonly records: number;
  readonly ms: number;
  readonly cpuMs: number;
  readonly held: ReturnType<typeof heldMib>;
}

/** What an import of many customers costs, and whether its memory grows with them. */
export const batchImport: Benchmark = {
  name: 'import',
  about: 'an import of 100,000 customers: memory, time, request units',
  async run({ quick, progress }): Promise<readonly Finding[]> {
    const count = quick ? 10_000 : 100_000;
    const folder = await mkdtemp(path.join(tmpdir(), 'millrace-import-'));
    try {
      return await importCustomers(folder, { count, progress });
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function importCustomers(
  folder: string,
  { count, progress }: { readonly count: number; readonly progress: (what: string) => void },
): Promise<readonly Finding[]> {
  const importId = 'import';
  const log = new MemoryImportLog();
  const work = workFilesIn(folder);
  await log.begin({ importId, file: 'a.jsonl', version: 'v', size: 1, started: 0, execution: 'e' }, false);
  const entry = await log.find(importId);
  if (entry === undefined) throw new Error('no entry');
  const reading = stopwatch();
  progress('reading');
  const found = await readImport(
    // One worker takes all: what is measured is one function.
    {
      files: { read: () => customerLines(count) },
      work,
      xml: new SaxesReader(XML_LIMITS),
      recordsAWorker: Number.POSITIVE_INFINITY,
    },
    entry,
  );
  const read = reading();
  await log.found(importId, found);
  const { client, units } = emptyDynamoDb();
  const newIds = idSource(Math.random);
  const samples: Sample[] = [];
  let done = 0;
  let lap = stopwatch();
  const ports = {
    log,
    work,
    store: new DynamoDbRecordStore({ client, tables: { records: 'records', ledger: 'ledger' } }),
    clock: Date.now,
    hash: textHash,
    newId: () => newIds(Date.now(), 1).first.toString(),
    fault: (error: unknown) => {
      throw error;
    },
    wait: async () => {},
  };
  await workRecords(ports, {
    importId,
    worker: 0,
    until: Number.POSITIVE_INFINITY,
    count: (counts) => {
      if (counts.failed > 0) throw new Error('a customer was refused');
      done += counts.done;
      if (done < ((samples.length + 1) * count) / SAMPLES) return;
      samples.push({ records: done, ...lap(), held: heldMib() });
      lap = stopwatch();
      progress(`${done} of ${count} customers`);
    },
  });
  return findings(samples, { count, read, units, peak: process.resourceUsage().maxRSS / 1024 });
}

/** Milliseconds since it was made: of the clock, and of the processors. */
function stopwatch(): () => { readonly ms: number; readonly cpuMs: number } {
  const started = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { ms: performance.now() - started, cpuMs: (user + system) / 1000 };
  };
}

function findings(
  samples: readonly Sample[],
  about: {
    readonly count: number;
    readonly read: { readonly ms: number; readonly cpuMs: number };
    readonly units: { readonly writes: number; readonly reads: number; readonly calls: number };
    readonly peak: number;
  },
): readonly Finding[] {
  const { count, read, units, peak } = about;
  const cpu = samples.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const each = (total: number) => (total / count).toFixed(2);
  return [
    {
      title: `Memory held during an import of ${count} customers, MiB`,
      rows: [
        ['customers', 'heap', 'outside the heap', 'resident', 'customers a second'],
        ...samples.map(({ records, ms, held }) => [
          String(records),
          held.heap.toFixed(1),
          held.outside.toFixed(1),
          held.resident.toFixed(1),
          ((count / SAMPLES / ms) * 1000).toFixed(0),
        ]),
      ],
      notes: [`The most that was resident at any time: ${peak.toFixed(0)} MiB.`],
    },
    {
      title: 'What an imported customer costs',
      rows: [
        ['', 'a customer'],
        ['CPU to read it and put it into a work file, ms', each(read.cpuMs)],
        ['CPU to import it, ms', each(cpu)],
        ['calls to DynamoDB', each(units.calls)],
        ['write request units', each(units.writes)],
        ['read request units', each(units.reads)],
      ],
      notes: ['DynamoDB is a stub within the process, which answers after 5 ms: its work is in the CPU too.'],
    },
  ];
}
