import { resolve } from 'node:path';
import { describeFeedClient } from './feed-client-suite.ts';

jest.setTimeout(120_000);

describe('the Perl feed client', () => {
  const file = resolve(import.meta.dirname, '../../examples/perl-feed-client/feed-client.pl');
  describeFeedClient({ name: 'the Perl feed client', command: 'perl', args: [file] });
});
