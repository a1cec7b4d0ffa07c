#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { consumerHelp, runConsumer } from '../node-consumer/run-consumer.ts';
import { Warehouse } from './duckdb-warehouse.ts';

const HELP = consumerHelp({
  about: `Keeps a DuckDB database equal to Millrace's records, from its event stream: every event once, every record's present state,
counts by hour and type, sales by day. Killed at any moment, it goes on where it stopped.`,
  command: 'node warehouse.ts --database warehouse.duckdb',
  options: `  --outputs FILE       instead of --stream-arn: the .local/outputs.json that npm start writes
  --database FILE      the database (default: warehouse.duckdb), made when it is not there
`,
});

/** `--outputs FILE` names the stream, the endpoint and the credentials of a local Millrace. */
function takeOutputs(args: string[]): void {
  const place = args.indexOf('--outputs');
  if (place < 0) return;
  const outputs = JSON.parse(readFileSync(args[place + 1] ?? '', 'utf8'));
  process.env.AWS_ENDPOINT_URL = outputs.endpoint;
  process.env.AWS_ACCESS_KEY_ID = outputs.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = outputs.credentials.secretAccessKey;
  args.splice(place, 2, '--stream-arn', outputs.eventStreamArn);
}

try {
  takeOutputs(process.argv);
  process.exitCode = await runConsumer({
    help: HELP,
    options: ['database'],
    open: ({ database = 'warehouse.duckdb' }) => Warehouse.open(database),
  });
} catch (error) {
  console.error(
    `--outputs needs the file that npm start writes: ${error instanceof Error ? error.message : error}`,
  );
  process.exitCode = 2;
}
