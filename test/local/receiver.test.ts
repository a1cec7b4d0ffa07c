import { request } from 'node:https';
import { makeOauthClients, type OauthClientName } from '../../local/oauth-clients.ts';
import { type OauthServer, RECEIVER_AUDIENCE, startOauthServer } from '../../local/oauth-server.ts';
import { type Receiver, startReceiver } from '../../local/receiver.ts';
import { type ReceiverClient, receiverClient } from '../../local/receiver-client.ts';
import { makeServerIdentity, type ServerIdentity } from '../../local/server-identity.ts';

const BODY = '{"messages":[{"action":"CUSTOMERDEL","payload":"2142","type":"CUSTOMER","uniqueId":"7"}]}';

describe('the receiver on this machine', () => {
  const clients = makeOauthClients();
  let identity: ServerIdentity;
  let oauth: OauthServer;
  let receiver: Receiver;
  let control: ReceiverClient;

  beforeAll(async () => {
    identity = await makeServerIdentity();
    oauth = await startOauthServer(clients, identity);
    receiver = await startReceiver({ identity, tokens: { ...oauth, audience: RECEIVER_AUDIENCE } });
    control = receiverClient(receiver.controlUrl);
  });
  afterAll(async () => {
    await receiver.stop();
    await oauth.stop();
  });
  beforeEach(() => control.clear());

  function send(url: string, headers: Record<string, string>, body: string) {
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(
        url,
        { method: 'POST', ca: identity.ca, agent: false, headers },
        async (answer) => {
          let text = '';
          for await (const chunk of answer.setEncoding('utf8')) text += chunk;
          resolve({ status: answer.statusCode ?? 0, text });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** A token of a client, over TLS. */
  async function tokenOf(client: OauthClientName): Promise<string> {
    const { clientId, clientSecret } = clients[client];
    const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const { text } = await send(oauth.secureTokenUrl, headers, 'grant_type=client_credentials');
    return (JSON.parse(text) as { access_token: string }).access_token;
  }

  const post = async (token: string, body = BODY) =>
    (await send(receiver.url, { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body))
      .status;

  it('takes what bears a token of the data sync, and shows it whole but for the token', async () => {
    const token = await tokenOf('data-sync');
    expect(await post(token)).toBe(200);
    const [message] = await control.messages();
    expect(message).toMatchObject({
      method: 'POST',
      path: '/messages',
      body: BODY,
      status: 200,
      headers: { authorization: 'Bearer [redacted]', 'content-type': 'application/json' },
    });
    expect(JSON.stringify(await control.messages())).not.toContain(token);
  });

  it.each<[string, () => Promise<string>]>([
    ['a token that is none', async () => 'abc'],
    ['a token that is meant for the API', () => tokenOf('operator')],
    ['a token that somebody has changed', async () => `${(await tokenOf('data-sync')).slice(0, -8)}AAAAAAAA`],
  ])('refuses %s with 401', async (_, token) => {
    expect(await post(await token())).toBe(401);
  });

  it('answers as it was told, as often as it was told, in that order', async () => {
    const token = await tokenOf('data-sync');
    await control.respond({ status: 500, times: 2 });
    await control.respond({ status: 429 });
    const statuses = [];
    for (let sent = 0; sent < 4; sent++) statuses.push(await post(token));
    expect(statuses).toEqual([500, 500, 429, 200]);
    expect((await control.messages()).map(({ status }) => status)).toEqual(statuses);
  });

  it('forgets what it was told when asked to', async () => {
    await control.respond({ status: 503, times: 1_000 });
    await control.respond({ times: 0 });
    expect(await post(await tokenOf('data-sync'))).toBe(200);
  });

  it.each([{ status: 99 }, { status: 'x' }, { delayMs: -1 }, { times: 1.5 }])(
    'cannot be told %j',
    async (script) => {
      await expect(control.respond(script)).rejects.toThrow('400');
    },
  );
});
