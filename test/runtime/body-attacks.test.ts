import { commandApi } from '../../lambda/runtime/command-api.ts';
import {
  answerBody,
  type GatewayRequest,
  gatewayEvent,
  lambdaContext,
  recordingLogger,
  recordingMetrics,
} from '../support/gateway-event.ts';

const MEBIBYTE = 1024 * 1024;

async function send(request: GatewayRequest) {
  let operated = false;
  const handler = commandApi(
    { logger: recordingLogger(), metrics: recordingMetrics() },
    {
      'POST /orders': {
        roles: ['ordering'],
        validate: () => [],
        operation: async () => {
          operated = true;
          return { status: 200, body: {} };
        },
      },
    },
  );
  const answer = await handler(gatewayEvent(request), lambdaContext());
  return { answer, operated };
}

function bytes(...parts: (string | number[])[]): Uint8Array {
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

describe('a body that is not JSON as RFC 8259 has it', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['has a lone continuation byte', bytes('{"a":"', [0x80], '"}'), 'not UTF-8'],
    ['has a sequence that is cut off', bytes('{"a":"', [0xe2, 0x82], '"}'), 'not UTF-8'],
    ['ends inside a sequence', bytes('{"a":"', [0xf0, 0x9f, 0x98]), 'not UTF-8'],
    ['has an overlong slash', bytes('{"a":"', [0xc0, 0xaf], '"}'), 'not UTF-8'],
    ['has a surrogate in bytes (CESU-8)', bytes('{"a":"', [0xed, 0xa0, 0x80], '"}'), 'not UTF-8'],
    ['has a code point beyond Unicode', bytes('{"a":"', [0xf4, 0x90, 0x80, 0x80], '"}'), 'not UTF-8'],
    ['is Latin-1', Buffer.from('{"a":"ä"}', 'latin1'), 'not UTF-8'],
    ['is UTF-16', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'not UTF-8'],
    ['is gzip', bytes([0x1f, 0x8b, 0x08, 0x00]), 'not UTF-8'],
    ['begins with a byte order mark', '\ufeff{}', 'byte order mark'],
    ['is empty', '', 'empty'],
    ['is white space only', ' \n', 'expected a value'],
    ['has half a surrogate pair as an escape', '{"a":"\\ud800"}', 'surrogate'],
    ['has a control character in a string', '{"a":"\u0000"}', 'control character'],
    ['has a key twice', '{"a":1,"a":2}', 'twice'],
    ['has a key twice, once as an escape', '{"a":1,"\\u0061":2}', 'twice'],
    ['has the key __proto__', '{"__proto__":{"admin":true}}', '__proto__'],
    ['has the key __proto__ as an escape', '{"\\u005f_proto__":{}}', '__proto__'],
    ['is nested 33 levels deep', `${'['.repeat(33)}${']'.repeat(33)}`, 'deeper than 32'],
    ['opens a million arrays', '['.repeat(MEBIBYTE), 'deeper than 32'],
    ['opens a million objects', '{"a":'.repeat(800_000), 'deeper than 32'],
    ['ends in the middle', '{"a":[1,', 'expected a value'],
    ['goes on after its end', '{} {}', 'nothing after'],
    ['has a trailing comma', '[1,]', 'expected a value'],
    ['has a comment', '{} // no', 'nothing after'],
    ['has NaN', '{"a":NaN}', 'expected a value'],
    ['has a number with a leading zero', '[01]', 'expected'],
    ['is a form', 'a=1&b=2', 'expected a value'],
  ])('is refused when it %s', async (_what, body, why) => {
    const { answer, operated } = await send({ body });
    expect(operated).toBe(false);
    expect(answer.statusCode).toBe(400);
    expect(answerBody(answer)).toMatchObject({
      code: 'MALFORMED_JSON',
      detail: expect.stringContaining(why),
    });
  });

  it('is refused with the place where it goes wrong', async () => {
    const { answer } = await send({ body: '{"orders":[{"a~b":1,"a~b":2}]}' });
    expect(JSON.parse(answer.body)).toMatchObject({
      detail: expect.stringMatching(/at character \d+$/),
      errors: [{ pointer: '/orders/0/a~0b', detail: expect.stringContaining('twice') }],
    });
  });

  it('is refused where the API passes text on, in which broken bytes have become U+FFFD', async () => {
    const { answer } = await send({ body: bytes('{"a":"', [0xff], '"}'), asText: true });
    expect([answer.statusCode, answerBody(answer).code]).toEqual([400, 'MALFORMED_JSON']);
  });
});

describe('a body that is right', () => {
  it.each<[string, GatewayRequest]>([
    ['in base64', { body: '{"name":"Жук 🐞"}' }],
    ['as text', { body: '{"name":"Жук 🐞"}', asText: true }],
    ['with a real U+FFFD in its bytes', { body: '{"a":"\ufffd"}' }],
    ['with 32 levels', { body: `${'['.repeat(32)}${']'.repeat(32)}` }],
    ['of exactly 4 MiB', { body: `"${'a'.repeat(4 * MEBIBYTE - 2)}"` }],
    ['with a key like those of every object', { body: '{"constructor":1,"toString":2,"hasOwnProperty":3}' }],
  ])('is taken %s', async (_what, request) => {
    const { answer, operated } = await send(request);
    expect([answer.statusCode, operated]).toEqual([200, true]);
  });
});

describe('a body that is too large', () => {
  it.each<[string, GatewayRequest]>([
    ['a byte over 4 MiB', { body: `"${'a'.repeat(4 * MEBIBYTE - 1)}"` }],
    ['10 MiB', { body: 'x'.repeat(10 * MEBIBYTE) }],
    ['over 4 MiB as text, with fewer characters', { body: 'é'.repeat(3 * MEBIBYTE), asText: true }],
  ])('is answered with 413 when it has %s', async (_what, request) => {
    const { answer, operated } = await send(request);
    expect([answer.statusCode, answerBody(answer).code, operated]).toEqual([413, 'BODY_TOO_LARGE', false]);
  });
});

describe('the content type', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    ' application/json ',
  ])('may be %p', async (type) => {
    expect((await send({ headers: { 'Content-Type': type } })).answer.statusCode).toBe(200);
  });

  it.each([
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=latin1',
    'application/json, text/html',
    'application/json-patch+json',
    'application/jsonx',
    'text/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ])('may not be %p: 415', async (type) => {
    const { answer, operated } = await send({ headers: { 'Content-Type': type } });
    expect([answer.statusCode, operated]).toEqual([415, false]);
  });

  it('must be there: 415', async () => {
    const event = gatewayEvent();
    event.headers = {};
    const handler = commandApi(
      { logger: recordingLogger(), metrics: recordingMetrics() },
      {
        'POST /orders': {
          roles: ['ordering'],
          validate: () => [],
          operation: async () => ({ status: 200, body: {} }),
        },
      },
    );
    const answer = await handler(event, lambdaContext());
    expect(answerBody(answer)).toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
      detail: expect.stringContaining('missing'),
    });
  });

  it.each(['gzip', 'br', 'GZIP', 'identity, gzip'])(
    'may not come with the encoding %s: 415',
    async (encoding) => {
      const { answer } = await send({ headers: { 'Content-Encoding': encoding } });
      expect([answer.statusCode, answerBody(answer).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    },
  );

  it('may come with the encoding identity', async () => {
    expect((await send({ headers: { 'Content-Encoding': 'identity' } })).answer.statusCode).toBe(200);
  });
});
