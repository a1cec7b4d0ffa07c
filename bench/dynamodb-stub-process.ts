import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// Run as a child process: a DynamoDB that has nothing in it and takes everything, as fast as can be.
const ANSWERS: Readonly<Record<string, string>> = {
  BatchGetItem: '{"Responses":{},"UnprocessedKeys":{}}',
  Query: '{"Items":[],"Count":0,"ScannedCount":0}',
  BatchWriteItem: '{"UnprocessedItems":{}}',
};

const server = createServer((request, response) => {
  const [, action = ''] = String(request.headers['x-amz-target']).split('.');
  const body = ANSWERS[action] ?? '{}';
  request.resume();
  request.on('end', () => {
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('disconnect', () => process.exit(0));
