import {
  type AwsStub,
  allStored,
  countRecords,
  type StubAnswer,
  type StubRequest,
  startAwsStub,
} from '../../../bench/aws-stub.ts';
import { AwsHttpClient } from '../../../lambda/adapters/http/aws-http-client.ts';
import { KinesisEventSink } from '../../../lambda/adapters/kinesis/kinesis-event-sink.ts';
import { describeEventSink, outgoing, type Trouble } from '../../contract/event-sink.ts';
import { isSigned } from '../../support/signature-check.ts';

interface Entry {
  readonly Data: string;
  readonly PartitionKey: string;
}

const entriesOf = (request: StubRequest): Entry[] => JSON.parse(request.body.toString()).Records;
const failure = (status: number, type: string): StubAnswer => ({
  status,
  body: JSON.stringify({ __type: type, message: 'Kinesis says no' }),
});

/** A sink of a stream named `events`, and the stub of the service behind it. */
async function startSink(answer: (request: StubRequest) => StubAnswer, stream = 'events') {
  const requests: StubRequest[] = [];
  const stub: AwsStub = await startAwsStub({
    answer: (request) => {
      requests.push(request);
      return answer(request);
    },
  });
  const client = new AwsHttpClient({
    service: 'kinesis',
    region: 'eu-central-1',
    endpoint: stub.url,
    ca: stub.ca,
    credentials: async () => ({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' }),
  });
  const sink = new KinesisEventSink({ client, stream, clock: Date.now });
  const close = async () => {
    client.close();
    await stub.close();
  };
  return { sink, requests, stub, close };
}

/** A service that stores, but for the trouble next in line. */
function troubledService() {
  const stored: { partitionKey: string; data: string }[] = [];
  const troubles: Trouble[] = [];
  const store = ({ Data, PartitionKey }: Entry) =>
    stored.push({ partitionKey: PartitionKey, data: Buffer.from(Data, 'base64').toString() });
  const answer = (request: StubRequest): StubAnswer => {
    const entries = entriesOf(request);
    const trouble = troubles[0] === 'reject "bad"' ? troubles[0] : troubles.shift();
    if (trouble === 'no answer') return 'silence';
    if (trouble === 'server error') return failure(500, 'InternalFailure');
    if (trouble === 'no permission') return failure(400, 'AccessDeniedException');
    if (trouble === 'reject "bad"' && entries.some(({ PartitionKey }) => PartitionKey === 'bad')) {
      return failure(400, 'InvalidArgumentException');
    }
    const throttled = trouble === 'throttle the second record' ? 1 : -1;
    entries.filter((_, position) => position !== throttled).forEach(store);
    if (throttled === -1) return allStored(entries.length);
    const error = {
      ErrorCode: 'ProvisionedThroughputExceededException',
      ErrorMessage: '"FailedRecordCount":0,',
    };
    const Records = entries.map((_, position) =>
      position === throttled ? error : { SequenceNumber: '1', ShardId: 'shardId-000000000000' },
    );
    return { status: 200, body: JSON.stringify({ FailedRecordCount: 1, Records }) };
  };
  return { stored, troubles, answer };
}

describeEventSink('of Kinesis, over TLS', async () => {
  const service = troubledService();
  const { sink, close } = await startSink(service.answer);
  return {
    sink,
    stored: () => service.stored,
    disturb: (trouble) => service.troubles.push(trouble),
    close,
  };
});

describe('what goes to Kinesis', () => {
  const EVENTS = [outgoing('a', '{}'), outgoing('b', '[]')];

  it('is PutRecords of the stream, signed with the session’s key, without a word on distribution', async () => {
    const { sink, requests, close } = await startSink(({ body }) => allStored(countRecords(body)));
    await sink.put(EVENTS, { timeoutMs: 5_000 });
    await close();
    const request = requests[0] as StubRequest;
    expect(request).toMatchObject({ method: 'POST', path: '/' });
    expect(request.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.PutRecords',
      'x-amz-security-token': 'token',
    });
    expect(request.headers.authorization).toMatch(
      /\/eu-central-1\/kinesis\/aws4_request, .*x-amz-security-token/,
    );
    expect(isSigned(request, 'secret')).toBe(true);
    expect(isSigned(request, 'other')).toBe(false);
    expect(JSON.parse(request.body.toString())).toEqual({
      StreamName: 'events',
      Records: [
        { Data: 'e30=', PartitionKey: 'a' },
        { Data: 'W10=', PartitionKey: 'b' },
      ],
    });
  });

  it('names the stream by its ARN where it was given so', async () => {
    const arn = 'arn:aws:kinesis:eu-central-1:111111111111:stream/events';
    const { sink, requests, close } = await startSink(({ body }) => allStored(countRecords(body)), arn);
    await sink.put(EVENTS, { timeoutMs: 5_000 });
    await close();
    expect(JSON.parse(requests[0]?.body.toString() ?? '')).toMatchObject({ StreamARN: arn });
  });

  it('goes over connections that are kept', async () => {
    const { sink, stub, close } = await startSink(({ body }) => allStored(countRecords(body)));
    for (let call = 0; call < 5; call++) await sink.put(EVENTS, { timeoutMs: 5_000 });
    expect(stub.connections()).toBe(1);
    await close();
  });
});

describe('what comes back from Kinesis', () => {
  const outcomesOf = async (answer: StubAnswer) => {
    const { sink, close } = await startSink(() => answer);
    const outcomes = await sink.put([outgoing('a', '{}'), outgoing('b', '{}')], { timeoutMs: 100 });
    await close();
    return outcomes;
  };

  it.each<[string, StubAnswer, string, string]>([
    ['throttling of the key', failure(400, 'KMSThrottlingException'), 'retry', 'KMSThrottlingException'],
    [
      'throttling of the stream',
      failure(400, 'ProvisionedThroughputExceededException'),
      'retry',
      'ProvisionedThroughputExceededException',
    ],
    ['a token that has expired', failure(400, 'ExpiredTokenException'), 'retry', 'ExpiredTokenException'],
    ['a gateway in trouble', { status: 503, body: '<html>' }, 'retry', 'Http503'],
    ['no answer', 'silence', 'retry', 'TimeoutError'],
    ['half an answer', 'half', 'retry', 'TimeoutError'],
    ['a closed connection', 'reset', 'retry', 'ECONNRESET'],
    ['an answer that is no JSON', { status: 200, body: 'ok' }, 'retry', 'UnreadableAnswer'],
    [
      'an answer about fewer records',
      { status: 200, body: '{"FailedRecordCount":1,"Records":[{}]}' },
      'retry',
      'UnreadableAnswer',
    ],
    [
      'no such stream',
      failure(400, 'com.amazonaws.kinesis#ResourceNotFoundException'),
      'refused',
      'ResourceNotFoundException',
    ],
    ['no permission', failure(400, 'AccessDeniedException:http://x/'), 'refused', 'AccessDeniedException'],
    ['a disabled key', failure(400, 'KMSDisabledException'), 'refused', 'KMSDisabledException'],
    ['all refused, each by itself', failure(400, 'ValidationException'), 'refused', 'ValidationException'],
  ])('is understood: %s', async (_what, answer, status, code) => {
    expect(await outcomesOf(answer)).toEqual([
      { status, code },
      { status, code },
    ]);
  });

  it('is understood: nobody listens', async () => {
    const { sink, stub, close } = await startSink(() => 'silence');
    await stub.close();
    const [outcome] = await sink.put([outgoing('a', '{}')], { timeoutMs: 1_000 });
    expect(outcome).toEqual({ status: 'retry', code: 'ECONNREFUSED' });
    await close();
  });
});
