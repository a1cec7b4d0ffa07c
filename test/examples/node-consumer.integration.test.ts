import { nodeExample } from './consumer-process.ts';
import { describeConsumer } from './consumer-suite.ts';
import { describeConsumerOfLocalCloud } from './local-cloud-suite.ts';

jest.setTimeout(60_000);

describe('the Node consumer', () => {
  describeConsumer(nodeExample());
  describeConsumerOfLocalCloud(nodeExample());
});
