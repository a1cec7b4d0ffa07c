import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import type { Measured } from './measure.ts';

type Message = { readonly round: number } | { readonly measured: readonly Measured[] };

const ENVIRONMENT = {
  RECORDS_TABLE: 'records',
  LEDGER_TABLE: 'ledger',
  STAGE: 'bench',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  POWERTOOLS_SERVICE_NAME: 'services',
  POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
};

async function measure(
  url: string,
  quick: boolean,
  progress: (what: string) => void,
): Promise<readonly Measured[]> {
  const child = fork(path.join(import.meta.dirname, 'commands-process.ts'), [quick ? 'quick' : 'whole'], {
    env: { ...process.env, ...ENVIRONMENT, AWS_ENDPOINT_URL: url },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the measured process ended with ${code}`)));
    child.on('message', (message: Message) => {
      if ('measured' in message) resolve(message.measured);
      else progress(`round ${message.round}`);
    });
  });
}

/** One command after another through the whole handler, against a handler as one would write it first. */
export const commands: Benchmark = {
  name: 'commands',
  about: 'a command through its whole handler and a DynamoDB stub, against a bare handler',
  run: async ({ quick, progress }) => {
    const stub = fork(path.join(import.meta.dirname, 'dynamodb-stub-process.ts'));
    try {
      const [{ url }] = (await once(stub, 'message')) as [{ url: string }];
      const measured = await measure(url, quick, progress);
      const base = measured[0];
      return [
        {
          title: 'A customer of 2.3 kB put by a command, one after another',
          rows: [
            ['', 'commands/s', 'ms', 'CPU µs a command', 'CPU over the bare PutItem'],
            ...measured.map(({ name, wallMs, cpuMs }) => [
              name,
              String(Math.round(1000 / wallMs)),
              wallMs.toFixed(2),
              (cpuMs * 1000).toFixed(0),
              (cpuMs / (base?.cpuMs ?? Number.NaN)).toFixed(2),
            ]),
          ],
          notes: [
            'Ours reads what stands, checks the request against the model, commits record, names, tick and answer in one transaction, and writes a log line and metrics.',
          ],
        },
      ];
    } finally {
      stub.disconnect();
    }
  },
};
