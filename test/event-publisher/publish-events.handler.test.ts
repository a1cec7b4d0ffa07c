import * as tls from 'node:tls';
import {
  type AwsStub,
  allStored,
  countRecords,
  type StubRequest,
  startAwsStub,
} from '../../bench/aws-stub.ts';
import { sequenceNumber, streamRecord } from '../support/stream-records.ts';

const environment = {
  STAGE: 'test',
  EVENT_STREAM: 'events',
  EVENT_FORMAT: 'event',
  EVENT_SOURCE: 'millrace/test',
  MAX_RECORD_BYTES: '1048576',
  PARKING_BUCKET: 'parking',
  POWERTOOLS_SERVICE_NAME: 'event-publisher',
  POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
};

describe('the publisher’s handler', () => {
  const requests: StubRequest[] = [];
  const printed: string[] = [];
  const before = { ...process.env };
  const trusted = tls.getCACertificates();
  let stub: AwsStub;
  let kinesisIsUp = true;

  beforeAll(async () => {
    stub = await startAwsStub({
      answer: (request) => {
        requests.push(request);
        if (request.method === 'PUT') return { status: 200, body: '' };
        return kinesisIsUp
          ? allStored(countRecords(request.body))
          : { status: 400, body: '{"__type":"KMSDisabledException"}' };
      },
    });
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL: stub.url });
    tls.setDefaultCACertificates([...trusted, stub.ca]);
    for (const output of [process.stdout, process.stderr]) {
      jest.spyOn(output, 'write').mockImplementation((text) => {
        printed.push(...String(text).trim().split('\n'));
        return true;
      });
    }
  });

  afterAll(async () => {
    process.env = before;
    tls.setDefaultCACertificates(trusted);
    jest.restoreAllMocks();
    await stub.close();
  });

  const invoke = async (...Records: ReturnType<typeof streamRecord>[]) => {
    const { handler } = await import('../../lambda/event-publisher/publish-events.handler.ts');
    requests.length = 0;
    printed.length = 0;
    return handler({ Records }, { getRemainingTimeInMillis: () => 10_000 });
  };

  it('publishes, parks what cannot be sent, and counts both by stage', async () => {
    const bad = streamRecord({ position: 2, newImage: { Secret: { N: 'not a number' } } });
    expect(await invoke(streamRecord({ position: 1 }), bad)).toEqual({ batchItemFailures: [] });
    expect(requests.map(({ method, path }) => [method, path.replace(/[0-9a-f]{16}/, '…')]).sort()).toEqual([
      ['POST', '/'],
      ['PUT', expect.stringMatching(/^\/parking\/parked\/\d{4}-\d\d-\d\d\/…\/.*2\.json$/)],
    ]);
    const metrics = printed.map((line) => JSON.parse(line)).find((line) => line._aws);
    expect(metrics).toMatchObject({
      service: 'event-publisher',
      stage: 'test',
      EventsPublished: 1,
      EventsRetried: 0,
      EventsParked: 1,
      EventsFailed: 0,
      EventAge: expect.anything(),
    });
    expect(metrics._aws.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'Millrace',
      Dimensions: [['service', 'stage']],
    });
    expect(printed.join()).not.toContain('not a number');
    expect(printed.join()).not.toContain('0012x000004xuvq');
  });

  it('hands back to Lambda what the stream refuses, and says why', async () => {
    kinesisIsUp = false;
    expect(await invoke(streamRecord({ position: 5 }))).toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumber(5) }],
    });
    expect(printed.join()).toContain('KMSDisabledException');
  });
});
