import { MemoryCredentialStore } from '../../lambda/adapters/memory/memory-credential-store.ts';
import { MemorySettingStore } from '../../lambda/adapters/memory/memory-setting-store.ts';
import { changeConfig, readConfig } from '../../lambda/data-sync-admin/configure-data-sync.ts';
import { saveCredentials } from '../../lambda/data-sync-admin/save-credentials.ts';
import { sendSampleMessage } from '../../lambda/data-sync-admin/send-sample-message.ts';
import type { JsonValue } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { type SyncMessage, syncRequestBody } from '../../lambda/domain/sync-message.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { SAMPLE_MESSAGE_ANSWER, SYNC_CREDENTIALS_REQUEST } from '../../lambda/model/sync-requests.ts';
import { validate } from '../../lambda/model/validate.ts';
import { testText } from '../support/test-data.ts';

/** An answer as a client reads it, which has the form that the documents give. */
function told(shape: Shape, answer: JsonValue): Record<string, unknown> {
  expect(validate(shape, answer)).toEqual([]);
  return JSON.parse(JSON.stringify(answer));
}

describe('the settings', () => {
  const maps = ['ce_credentials', 'other'];
  const changed = async (store: MemorySettingStore, body: string) =>
    changeConfig({ store, credentialMaps: maps }, parseJson(body));

  it('are read with their standard values, and changed one by one', async () => {
    const store = new MemorySettingStore();
    await changed(store, '{"DataSyncConcurrency":4,"DataSyncApiUrl":"https://a.example.com/"}');
    await changed(store, '{"DataSyncEnabled":true,"DataSyncApiUrl":null}');
    expect(await store.read()).toEqual({ DataSyncConcurrency: '4', DataSyncEnabled: 'true' });
    const answer = JSON.parse(JSON.stringify(await readConfig(store)));
    expect(answer).toMatchObject({ DataSyncEnabled: true, DataSyncConcurrency: 4, DataSyncApiUrl: null });
  });

  it('are switched on last and off first', async () => {
    const order: string[] = [];
    const store = new MemorySettingStore();
    const watched = {
      read: () => store.read(),
      change: async (changes: Record<string, string | null>) => {
        order.push(...Object.keys(changes));
      },
    };
    const options = { store: watched, credentialMaps: maps };
    await changeConfig(options, parseJson('{"DataSyncEnabled":true,"DataSyncWorkers":2}'));
    await changeConfig(options, parseJson('{"DataSyncWorkers":2,"DataSyncEnabled":false}'));
    expect(order).toEqual(['DataSyncWorkers', 'DataSyncEnabled', 'DataSyncEnabled', 'DataSyncWorkers']);
  });

  it('name no credential map that the stage does not have', async () => {
    const store = new MemorySettingStore();
    await expect(changed(store, '{"DataSyncCredentialMapName":"elsewhere"}')).rejects.toMatchObject({
      code: 'RULE_VIOLATED',
      errors: [{ pointer: '/DataSyncCredentialMapName' }],
    });
    expect(await store.read()).toEqual({});
  });
});

describe('credentials', () => {
  const body = { clientId: 'millrace', clientSecret: 'hush' };

  it('are saved where the settings say, and are not in the answer', async () => {
    const settings = new MemorySettingStore();
    const credentials = new MemoryCredentialStore();
    await settings.change({ DataSyncCredentialMapName: 'other', DataSyncCredentialKeyName: 'mine' });
    const answer = await saveCredentials({ settings, credentials }, body);
    expect(answer).toEqual({ map: 'other', key: 'mine' });
    expect(await credentials.read('other', 'mine')).toEqual(body);
  });

  it('are refused with the reason where the stage may not write them', async () => {
    const credentials = new MemoryCredentialStore();
    credentials.writable = false;
    const saved = saveCredentials({ settings: new MemorySettingStore(), credentials }, body);
    await expect(saved).rejects.toMatchObject({ code: 'CREDENTIALS_NOT_WRITABLE' });
  });

  it.each([
    '{"clientId":"a"}',
    '{"clientId":"","clientSecret":"b"}',
    '{"clientId":"a","clientSecret":"b\\n"}',
    '{"clientId":"a","clientSecret":"b","signingSecrets":[]}',
    '{"clientId":"a","clientSecret":"b","signingSecrets":["whsec_short"]}',
    '{"clientId":"a","clientSecret":"b","certificate":"x"}',
  ])('are not %s', (text) => {
    expect(validate(SYNC_CREDENTIALS_REQUEST, parseJson(text))).not.toEqual([]);
  });
});

describe('the sample message', () => {
  const urls = {
    DataSyncApiUrl: 'https://receiver.example.com/sync',
    DataSyncTokenUrl: 'https://id.example.com/token',
  };

  async function send(outcome: object) {
    const settings = new MemorySettingStore();
    await settings.change(urls);
    const sent: (readonly SyncMessage[])[] = [];
    let isClosed = false;
    const answer = await sendSampleMessage(settings, async () => ({
      deliver: async (messages) => {
        sent.push(messages);
        return outcome as { outcome: 'failed'; ms: number };
      },
      close: async () => {
        isClosed = true;
      },
    }));
    return { answer, sent, isClosed };
  }

  it('is the seed’s to the letter', async () => {
    const { sent, isClosed } = await send({ outcome: 'delivered', status: 200, ms: 12 });
    const seed = JSON.parse(testText('orce-sample-message.body.json'));
    expect(sent.map((messages) => syncRequestBody(messages))).toEqual([JSON.stringify(seed)]);
    expect(isClosed).toBe(true);
  });

  it.each([
    { outcome: 'delivered', status: 200, ms: 12 },
    { outcome: 'failed', stage: 'dns', reason: 'ENOTFOUND', ms: 3 },
    { outcome: 'failed', stage: 'tls', reason: 'CERT_HAS_EXPIRED', ms: 30 },
    { outcome: 'failed', stage: 'token', status: 401, reason: 'invalid_client', ms: 30 },
    { outcome: 'failed', stage: 'response', status: 429, retryAfterMs: 1000, excerpt: 'slow down', ms: 30 },
  ])('is answered with what happened: %j', async (outcome) => {
    const { answer } = await send(outcome);
    expect(told(SAMPLE_MESSAGE_ANSWER, answer)).toEqual(outcome);
  });

  it.each(['DataSyncApiUrl', 'DataSyncTokenUrl'])('is not sent without %s', async (missing) => {
    const settings = new MemorySettingStore();
    await settings.change({ ...urls, [missing]: null });
    const sent = sendSampleMessage(settings, () => Promise.reject(new Error('must not be made')));
    await expect(sent).rejects.toMatchObject({
      code: 'RULE_VIOLATED',
      message: expect.stringContaining(missing),
    });
  });
});
