import type { AwsBytes, AwsRequest } from '../../../lambda/adapters/http/aws-http-client.ts';
import { S3ImportFiles } from '../../../lambda/adapters/s3/s3-import-files.ts';
import { S3Objects } from '../../../lambda/adapters/s3/s3-objects.ts';
import { S3WorkFiles } from '../../../lambda/adapters/s3/s3-work-files.ts';

const MIB = 1024 * 1024;

/** A bucket with one object that fails `failures` times before each answer, and what was asked of it. */
function open({ object = Buffer.alloc(0), failures = 0 }: { object?: Buffer; failures?: number } = {}) {
  const requests: AwsRequest[] = [];
  const stored = new Map<string, Buffer>();
  let failed = 0;
  const answer = ({ method, path, query = {}, headers, body }: AwsRequest): AwsBytes => {
    const ok = (bytes: Buffer, more = {}) => ({ status: 200, headers: more, bytes });
    if (method === 'HEAD')
      return ok(Buffer.alloc(0), {
        'content-length': String(object.length),
        'x-amz-version-id': 'v9',
        'last-modified': 'Sun, 22 Nov 2026 09:52:00 GMT',
      });
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
    if (range) return ok(object.subarray(Number(range[1]), Number(range[2]) + 1));
    if ('uploads' in query) return ok(Buffer.from('<A><UploadId>up</UploadId></A>'));
    if (method === 'PUT') stored.set(path + (query.partNumber ?? ''), body);
    if (method === 'PUT') return ok(Buffer.alloc(0), { etag: `"e${query.partNumber}"` });
    const bytes = stored.get(path);
    if (method === 'GET' && bytes === undefined) return { status: 404, headers: {}, bytes: Buffer.alloc(0) };
    return ok(bytes ?? Buffer.alloc(0));
  };
  const sendForBytes = async (request: AwsRequest): Promise<AwsBytes> => {
    requests.push(request);
    failed = failed === failures ? 0 : failed + 1;
    if (failed > 0) return failed % 2 === 0 ? { status: undefined, code: 'ECONNRESET' } : failure(503);
    return answer(request);
  };
  const failure = (status: number) => ({ status, headers: {}, bytes: Buffer.alloc(0) });
  const objects = new S3Objects({ client: { sendForBytes }, bucket: 'b', wait: async () => {} });
  return { files: new S3ImportFiles(objects), work: new S3WorkFiles(objects), requests, stored };
}

async function* chunks(...sizes: readonly number[]): AsyncIterable<string> {
  for (const size of sizes) yield 'x'.repeat(size);
}

describe('a file in S3', () => {
  it('is found with its version, its size and when it was put', async () => {
    const { files, requests } = open({ object: Buffer.alloc(7) });
    const file = { name: 'in/a b+c.jsonl', version: 'v9', size: 7, at: Date.UTC(2026, 10, 22, 9, 52) };
    await expect(files.find('in/a b+c.jsonl')).resolves.toEqual(file);
    expect(requests[0]?.path).toBe('/b/in/a%20b%2Bc.jsonl');
    await expect(files.find('in/a b+c.jsonl', 'v1')).resolves.toMatchObject({ version: 'v1' });
    expect(requests[1]?.query).toEqual({ versionId: 'v1' });
  });

  it.each([0, 2])(
    'is read in ranges of one version, in order, with %i failures before each',
    async (failures) => {
      const object = Buffer.alloc(9 * MIB, 'abcdefg');
      const { files, requests } = open({ object, failures });
      const read: Uint8Array[] = [];
      for await (const chunk of files.read({ name: 'a', version: 'v9', size: object.length }))
        read.push(chunk);
      expect(read.map(({ length }) => length)).toEqual([4 * MIB, 4 * MIB, MIB]);
      expect(Buffer.concat(read).equals(object)).toBe(true);
      expect(new Set(requests.map(({ query }) => query?.versionId))).toEqual(new Set(['v9']));
    },
  );

  it('that is empty is not asked for', async () => {
    const { files, requests } = open();
    for await (const _ of files.read({ name: 'a', version: 'v', size: 0 }))
      throw new Error('nothing to read');
    expect(requests).toEqual([]);
  });

  it('that is shorter than it was said to be is an error', async () => {
    const { files } = open({ object: Buffer.alloc(5) });
    const read = async () => {
      for await (const _ of files.read({ name: 'a', version: 'v', size: 6 }));
    };
    await expect(read()).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('is written at once, or in parts where it is large', async () => {
    const { files, requests, stored } = open();
    await files.write('small', chunks(3, 4));
    expect(requests.map(({ method }) => method)).toEqual(['PUT']);
    await files.write('large', chunks(5 * MIB, 5 * MIB, 9 * MIB, 1));
    expect([...stored].map(([key, bytes]) => [key, bytes.length])).toEqual([
      ['/b/small', 7],
      ['/b/large1', 10 * MIB],
      ['/b/large2', 9 * MIB],
      ['/b/large3', 1],
    ]);
    expect(requests.at(-1)?.body.toString()).toContain('<PartNumber>2</PartNumber><ETag>"e2"</ETag>');
  });
});

describe('a work file in S3', () => {
  it('comes back as it was put', async () => {
    const { work } = open({ failures: 1 });
    const bytes = Buffer.from('line\n'.repeat(10_000));
    await work.put('i/records/0', bytes);
    expect(Buffer.from(await work.get('i/records/0')).equals(bytes)).toBe(true);
    await expect(work.get('i/records/1')).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('S3', () => {
  it.each([
    [403, 'INTERNAL', 1],
    [503, 'CONTENTION', 6],
  ])('that answers %i always is an error', async (status, code, calls) => {
    const sendForBytes = jest.fn(async () => ({ status, headers: {}, bytes: Buffer.alloc(0) }));
    const objects = new S3Objects({ client: { sendForBytes }, bucket: 'b', wait: async () => {} });
    await expect(objects.call({ method: 'GET', key: 'a' })).rejects.toMatchObject({ code });
    expect(sendForBytes).toHaveBeenCalledTimes(calls);
  });
});
