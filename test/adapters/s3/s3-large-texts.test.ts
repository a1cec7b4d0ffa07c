import type { AwsAnswer, AwsRequest } from '../../../lambda/adapters/http/aws-http-client.ts';
import { S3LargeTexts } from '../../../lambda/adapters/s3/s3-large-texts.ts';

/** A bucket in memory that fails `failures` times before each answer. */
function open(failures = 0) {
  const objects = new Map<string, string>();
  const requests: AwsRequest[] = [];
  const waits: number[] = [];
  let left = failures;
  const send = async (request: AwsRequest): Promise<AwsAnswer> => {
    requests.push(request);
    if (left-- > 0)
      return left % 2 === 0
        ? { status: undefined, code: 'TimeoutError' }
        : { status: 503, headers: {}, body: 'SlowDown' };
    left = failures;
    if (request.method === 'PUT') objects.set(request.path, request.body.toString());
    if (request.method === 'DELETE')
      return { status: objects.delete(request.path) ? 204 : 204, headers: {}, body: '' };
    const text = objects.get(request.path);
    if (text === undefined) return { status: 404, headers: {}, body: '<Error/>' };
    return { status: 200, headers: {}, body: request.method === 'GET' ? text : '' };
  };
  const texts = new S3LargeTexts({
    client: { send },
    bucket: 'overflow',
    random: () => 0.5,
    wait: async (ms) => waits.push(ms),
  });
  return { texts, requests, objects, waits };
}

describe.each([0, 3])('large texts in S3 that fails %d times', (failures) => {
  it('come back as they went, and are gone once removed', async () => {
    const { texts, objects } = open(failures);
    const text = '{"notes":"é 💧"}';
    await texts.put('rows/7/a b', text);
    expect([...objects.keys()]).toEqual(['/overflow/rows/7/a%20b']);
    expect(await texts.get('rows/7/a b')).toBe(text);
    await texts.remove('rows/7/a b');
    await texts.remove('rows/7/a b');
    expect(await texts.get('rows/7/a b')).toBeUndefined();
  });
});

describe('large texts in S3', () => {
  it('wait longer and longer before they try again, and end with an error that may pass', async () => {
    const { texts, waits, requests } = open(Number.POSITIVE_INFINITY);
    await expect(texts.get('rows/7/a')).rejects.toMatchObject({ code: 'CONTENTION', retryable: true });
    expect(requests).toHaveLength(5);
    expect(waits).toEqual([25, 50, 100, 200, 400]);
  });
});
