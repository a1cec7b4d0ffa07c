import { resolve } from 'node:path';
import { describeFeedClient } from './feed-client-suite.ts';

jest.setTimeout(120_000);

describe('the Python feed client', () => {
  const file = resolve(import.meta.dirname, '../../examples/python-feed-client/feed_client.py');
  describeFeedClient({ name: 'the Python feed client', command: 'python3', args: [file] });
});
