import { pythonExample } from './consumer-process.ts';
import { describeConsumer } from './consumer-suite.ts';
import { describeConsumerOfLocalCloud } from './local-cloud-suite.ts';

jest.setTimeout(60_000);

describe('the Python consumer', () => {
  describeConsumer(pythonExample());
  describeConsumerOfLocalCloud(pythonExample());
});
