import { setTimeout as wait } from 'node:timers/promises';
import { type StubRequest, startAwsStub } from '../../../bench/aws-stub.ts';
import { AwsHttpClient } from '../../../lambda/adapters/http/aws-http-client.ts';
import { parkedKey, S3ParkingPlace } from '../../../lambda/adapters/s3/s3-parking-place.ts';
import { describeParkingPlace } from '../../contract/parking-place.ts';
import { isSigned } from '../../support/signature-check.ts';
import { streamRecord } from '../../support/stream-records.ts';

async function startParking(failures = 0) {
  let left = failures;
  const requests: StubRequest[] = [];
  const objects = new Map<string, string>();
  const stub = await startAwsStub({
    answer: (request) => {
      requests.push(request);
      left -= 1;
      if (left >= 0) return { status: 503, body: '<Error><Code>SlowDown</Code></Error>' };
      objects.set(request.path, request.body.toString());
      return { status: 200, body: '' };
    },
  });
  const client = new AwsHttpClient({
    service: 's3',
    region: 'eu-central-1',
    endpoint: stub.url,
    ca: stub.ca,
    credentials: async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' }),
  });
  const parking = new S3ParkingPlace({
    client,
    bucket: 'parking',
    clock: Date.now,
    random: () => 0.1,
    wait: (delayMs) => wait(delayMs),
  });
  return {
    parking,
    requests,
    objects,
    kept: () => [...objects.values()].map((text) => JSON.parse(text)),
    breakDown: () => {
      left = Number.POSITIVE_INFINITY;
    },
    close: async () => {
      client.close();
      await stub.close();
    },
  };
}

describeParkingPlace('in S3', () => startParking());

describe('a parked object', () => {
  const parked = {
    record: streamRecord({ position: 10 }),
    owner: '0012x000004xuvq',
    reason: 'unrenderable',
    at: Date.UTC(2026, 10, 22, 7),
  };

  it('lies below its day and account, whose number is in no name', () => {
    // The first 16 digits of SHA-256("0012x000004xuvq").
    expect(parkedKey(parked)).toMatch(
      /^parked\/2026-11-22\/[0-9a-f]{16}\/0000000000000000000000000000000a\.json$/,
    );
    expect(parkedKey(parked)).not.toContain(parked.owner);
    expect(parkedKey({ ...parked, owner: 'other' })).not.toBe(parkedKey(parked));
  });

  it('has a name of its own even when the record has no id', () => {
    const names = [1, 2].map((position) =>
      parkedKey({ ...parked, record: { dynamodb: { NewImage: { P: { N: String(position) } } } } }),
    );
    expect(new Set(names).size).toBe(2);
  });

  it('is put again after a failure, signed with the hash of its body', async () => {
    const { parking, requests, close } = await startParking(2);
    expect(await parking.park(parked, { timeoutMs: 5_000 })).toBe(true);
    await close();
    expect(requests).toHaveLength(3);
    expect(requests.every((request) => isSigned(request, 'secret'))).toBe(true);
    expect(requests[0]?.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(requests[0]?.path).toMatch(/^\/parking\/parked\/2026-11-22\//);
  });
});
