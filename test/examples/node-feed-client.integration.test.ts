import { resolve } from 'node:path';
import { describeFeedClient } from './feed-client-suite.ts';

jest.setTimeout(120_000);

describe('the Node feed client', () => {
  const file = resolve(import.meta.dirname, '../../examples/node-feed-client/feed-client.ts');
  describeFeedClient({ name: 'the Node feed client', command: process.execPath, args: [file] });
});
