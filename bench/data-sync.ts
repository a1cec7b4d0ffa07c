import type { Benchmark, BenchmarkOptions, Finding } from './benchmark.ts';
import { interleaved, median } from './measure.ts';
import { bareDispatch, JSON_OBJECT, sendPath } from './send-path.ts';
import { startWebhookStub } from './start-webhook-stub.ts';

const CONCURRENCY = 64;
const CUSTOMERS = 500;
const BATCH_SIZE = 500;
const MIB = 1024 * 1024;

const rowsOf = (rows: number) => ({ rows, customers: CUSTOMERS, jsonObject: JSON_OBJECT });

async function throughput({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const messages = quick ? 2_000 : 5_000;
  const stub = await startWebhookStub(0);
  const ours = sendPath(stub, { concurrency: CONCURRENCY, batchSize: BATCH_SIZE });
  const bare = bareDispatch(stub, CONCURRENCY);
  const variants = [
    { name: 'undici `dispatch`', run: () => bare.send(messages) },
    { name: '**the send path**', run: () => ours.send(rowsOf(messages)) },
  ];
  const measured = await interleaved(variants, {
    rounds: quick ? 5 : 21,
    times: 1,
    progress: (round) => progress(`throughput, round ${round}`),
  });
  await Promise.all([ours.close(), bare.close()]);
  stub.stop();
  const base = measured[0]?.wallMs ?? 0;
  return {
    title: `Messages a second to a receiver that answers at once, ${CONCURRENCY} in flight, ${CUSTOMERS} customers`,
    rows: [
      ['', 'messages/s', 'share', 'CPU µs a message'],
      ...measured.map(({ name, wallMs, cpuMs }) => [
        name,
        `${((messages / wallMs) * 1000).toFixed(0)}`,
        (base / wallMs).toFixed(2),
        ((cpuMs * 1000) / messages).toFixed(1),
      ]),
    ],
    notes: [
      'The send path keeps each customer’s order, `dispatch` does not; the benchmark fails if it does not.',
    ],
  };
}

async function scheduling({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const messages = quick ? 5_000 : 20_000;
  const stub = await startWebhookStub(20);
  const rows: string[][] = [];
  for (const batchSize of [100, 250, 500, 1000]) {
    progress(`scheduling with batches of ${batchSize}`);
    const ours = sendPath(stub, { concurrency: CONCURRENCY, batchSize });
    await ours.send(rowsOf(1_000));
    await stub.meanMs();
    const started = performance.now();
    await ours.send(rowsOf(messages));
    const tookMs = performance.now() - started;
    const meanMs = await stub.meanMs();
    const idealMs = (messages * meanMs) / CONCURRENCY;
    await ours.close();
    rows.push([
      `${batchSize}`,
      meanMs.toFixed(1),
      `${((messages / tookMs) * 1000).toFixed(0)}`,
      (idealMs / tookMs).toFixed(3),
    ]);
  }
  stub.stop();
  return {
    title: `Share of the ideal: ${messages} messages of ${CUSTOMERS} customers, ${CONCURRENCY} in flight`,
    rows: [['rows a batch', 'receiver’s mean ms', 'messages/s', 'share'], ...rows],
    notes: ['Ideal: all 64 are always in flight, and nothing takes time but the receiver.'],
  };
}

async function queueLength({ quick, progress }: BenchmarkOptions): Promise<Finding> {
  const stub = await startWebhookStub(0);
  const ours = sendPath(stub, { concurrency: CONCURRENCY, batchSize: BATCH_SIZE });
  await ours.send(rowsOf(5_000));
  const rows: string[][] = [];
  for (const length of quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
    const [times, heaps]: [number[], number[]] = [[], []];
    for (let round = 0; round < Math.max(1, Math.min(9, 100_000 / length)); round += 1) {
      progress(`queue of ${length} rows, round ${round}`);
      const started = performance.now();
      await ours.send(rowsOf(length));
      times.push(((performance.now() - started) * 1000) / length);
    }
    const every = length / 10;
    const removed = (count: number) => {
      if (count % every !== every / 2) return;
      globalThis.gc?.();
      heaps.push(process.memoryUsage().heapUsed / MIB);
    };
    await ours.send({ ...rowsOf(length), removed });
    rows.push([
      `${length}`,
      median(times).toFixed(1),
      median(heaps).toFixed(1),
      Math.max(...heaps).toFixed(1),
    ]);
  }
  await ours.close();
  stub.stop();
  return {
    title: 'Time and memory against the length of the queue',
    rows: [['rows queued', 'µs a message', 'heap MiB, median', 'heap MiB, most'], ...rows],
    notes:
      globalThis.gc === undefined ? ['Without --expose-gc: what could be collected is counted too.'] : [],
  };
}

/** The data sync job's way from the queue to the receiver. */
export const dataSync: Benchmark = {
  name: 'data-sync',
  about: 'messages to a webhook over TLS, against undici’s dispatch, the ideal, and longer queues',
  run: async (options) => [await throughput(options), await scheduling(options), await queueLength(options)],
};
