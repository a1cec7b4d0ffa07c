import { fork } from 'node:child_process';
import path from 'node:path';
import * as tls from 'node:tls';

/** A stub in a process of its own. */
export interface KinesisStub {
  readonly url: string;
  readonly ca: string;
  readonly stop: () => void;
}

/** Starts a PutRecords stub that answers after `latencyMs`; from then on this process trusts its certificate. */
export function startKinesisStub(latencyMs: number): Promise<KinesisStub> {
  const child = fork(path.join(import.meta.dirname, 'kinesis-stub-process.ts'), [String(latencyMs)]);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the stub ended with ${code} before it answered`)));
    child.once('message', (message) => {
      const { url, ca } = message as { url: string; ca: string };
      tls.setDefaultCACertificates([...tls.getCACertificates(), ca]);
      resolve({ url, ca, stop: () => child.disconnect() });
    });
  });
}
