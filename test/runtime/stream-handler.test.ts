import { PassThrough, type Writable } from 'node:stream';
import { AppError } from '../../lambda/domain/app-error.ts';
import { streamHandler } from '../../lambda/runtime/stream-handler.ts';
import type { OpenStream, StreamRequest } from '../../lambda/runtime/stream-request.ts';
import { gatewayEvent, lambdaContext, recordingLogger } from '../support/gateway-event.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const CALLER = { subject: 's', clientId: 'c', roles: 'feed-reader crm', expires: String(NOW / 1000 + 60) };

/** What stands between status and headers and the body (API Gateway, Lambda proxy integrations with response streaming). */
const DELIMITER = '\0'.repeat(8);

/** The runtime's stream: status and headers go out before the first `write`, and an `end` sends none, even with a text. */
class ResponseStream extends PassThrough {
  onFirstWrite: (() => void) | undefined;

  override write(chunk: Buffer | string): boolean {
    const send = this.onFirstWrite;
    this.onFirstWrite = undefined;
    send?.();
    return super.write(chunk);
  }
}

/** Lambda's runtime, as far as a streamed answer goes. */
function invoke(open: OpenStream, authorizer: Record<string, string> | undefined = CALLER) {
  const target = new ResponseStream();
  const runtime = {
    streamifyResponse: (handle: (event: never, target: Writable, context: never) => Promise<void>) => {
      return async (event: unknown, context: unknown) => {
        await handle(event as never, target, context as never);
        return undefined;
      };
    },
    HttpResponseStream: {
      from: (stream: Writable, metadata: object) => {
        target.onFirstWrite = () => stream.write(JSON.stringify(metadata) + DELIMITER);
        return stream;
      },
    },
  };
  const logger = recordingLogger();
  const handler = streamHandler({ open, logger, clock: () => NOW, runtime });
  const event = gatewayEvent({
    method: 'GET',
    resource: '/feed/changes',
    authorizer,
    headers: { 'Last-Event-ID': 'abc' },
  });
  void handler({ ...event, multiValueQueryStringParameters: { from: ['1day'] } }, lambdaContext(900_000));
  return { answer: answerOf(target), logger };
}

async function answerOf(stream: PassThrough) {
  let text = '';
  for await (const piece of stream) text += piece;
  const [metadata = '', ...body] = text.split(DELIMITER);
  const { statusCode, headers } = JSON.parse(metadata) as {
    statusCode: number;
    headers: Record<string, string>;
  };
  return { statusCode, headers, body: body.join(DELIMITER) };
}

describe('a streamed answer of Lambda', () => {
  it('has the stream, with what the request brought, and ends before the function does', async () => {
    let seen: StreamRequest | undefined;
    const { answer } = invoke(async (request) => {
      seen = request;
      return {
        status: 200,
        chunks: (async function* () {
          yield Buffer.from('one ');
          yield Buffer.from('two');
        })(),
      };
    });
    expect(await answer).toMatchObject({
      ...{ statusCode: 200, body: 'one two' },
      headers: { 'content-type': 'text/event-stream' },
    });
    expect(seen).toMatchObject({
      ...{ path: '/feed/changes', query: { from: ['1day'] }, endsBy: NOW + 890_000 },
      caller: { clientId: 'c', roles: ['feed-reader', 'crm'], expiresAt: NOW + 60_000 },
      headers: { 'last-event-id': 'abc' },
    });
  });

  it('is a problem document when it is refused', async () => {
    const { statusCode, headers, body } = await invoke(async () => {
      throw new AppError('EVENTS_GONE', 'gone', { members: { earliestId: 'abc' } });
    }).answer;
    expect(JSON.parse(body)).toMatchObject({ status: 410, earliestId: 'abc' });
    expect(statusCode).toBe(410);
    expect(headers['content-type']).toBe('application/problem+json');
  });

  it('is a 204 when there is nothing to come again for', async () => {
    expect(await invoke(async () => ({ status: 204 })).answer).toMatchObject({ statusCode: 204, body: '' });
  });

  it.each([
    ['without an authorizer', undefined],
    ['with a token that has ended', { ...CALLER, expires: String(NOW / 1000) }],
    ['with an end that is no time', { ...CALLER, expires: 'never' }],
  ])('%s is a 401', async (_, authorizer) => {
    const { statusCode } = await invoke(async () => ({ status: 204 }), authorizer ?? {}).answer;
    expect(statusCode).toBe(401);
  });

  it('that fails in the middle is logged, and ends', async () => {
    const { answer, logger } = invoke(async () => ({
      status: 200,
      chunks: (async function* () {
        yield Buffer.from('one');
        throw new Error('no log');
      })(),
    }));
    expect((await answer).body).toBe('one');
    expect(logger.lines).toHaveLength(1);
  });

  it('is a 501 that says where the streams are, where nothing can be streamed', async () => {
    const handler = streamHandler({
      open: async () => ({ status: 204 }),
      logger: recordingLogger(),
      clock: () => NOW,
    });
    const answer = await handler(gatewayEvent(), lambdaContext());
    expect(answer?.statusCode).toBe(501);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      code: 'STREAMING_UNAVAILABLE',
      detail: expect.stringContaining('feedUrl'),
    });
  });
});
