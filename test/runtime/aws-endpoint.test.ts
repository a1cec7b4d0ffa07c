import { awsEndpoint } from '../../lambda/runtime/aws-endpoint.ts';

describe('the endpoint of a service', () => {
  it.each<[string, Record<string, string>, string]>([
    ['eu-central-1', {}, 'https://kinesis.eu-central-1.amazonaws.com'],
    ['cn-north-1', {}, 'https://kinesis.cn-north-1.amazonaws.com.cn'],
    ['eu-central-1', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, 'http://127.0.0.1:4566'],
    ['eu-central-1', { AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_KINESIS: 'http://b' }, 'http://b'],
    ['eu-central-1', { AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_S3: 'http://b' }, 'http://a'],
  ])('in %s with %o is %s', (region, environment, endpoint) => {
    expect(awsEndpoint('kinesis', region, environment)).toBe(endpoint);
  });
});
