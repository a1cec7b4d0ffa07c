import { allStored, countRecords, startAwsStub } from './aws-stub.ts';

// Run as a child process: a server of its own, so that what it works is not counted as the client's.
const stub = await startAwsStub({
  answer: ({ body }) => allStored(countRecords(body)),
  latencyMs: Number(process.argv[2] ?? 0),
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: stub.url, ca: stub.ca });
