import { exactNumber } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import {
  readSyncSettings,
  SYNC_CONFIG_ANSWER,
  SYNC_SETTING_NAMES,
  SYNC_SETTINGS,
  syncConfigAnswer,
  syncConfigChanges,
  validateSyncConfig,
} from '../../lambda/model/sync-settings.ts';
import { validate } from '../../lambda/model/validate.ts';

const pointers = (body: string) => validateSyncConfig(parseJson(body)).map(({ pointer }) => pointer);

describe('the settings of the data sync', () => {
  it('begin with the five of the seed, under its names and with its standard values', () => {
    expect(SYNC_SETTING_NAMES.slice(0, 5)).toEqual([
      'DataSyncEnabled',
      'DataSyncApiUrl',
      'DataSyncTokenUrl',
      'DataSyncCredentialMapName',
      'DataSyncCredentialKeyName',
    ]);
    const { settings } = readSyncSettings({});
    expect(settings).toMatchObject({ DataSyncEnabled: false, DataSyncCredentialMapName: 'ce_credentials' });
    expect(settings.DataSyncMode).toBe('stop');
    expect(settings.DataSyncMessagesPerRequest).toBe(1);
  });

  it.each([
    ['true', true],
    ['Yes', true],
    ['YES', true],
    ['false', false],
    ['No', false],
  ])('take the seed’s word %s', (text, value) => {
    expect(readSyncSettings({ DataSyncEnabled: text }).settings.DataSyncEnabled).toBe(value);
  });

  it('hold their standard value where a stored text is no value, and tell of it', () => {
    const { settings, problems } = readSyncSettings({
      DataSyncConcurrency: '12 or so',
      DataSyncBatchSize: '99999999999',
      DataSyncMode: 'STOP',
      DataSyncApiUrl: 'http://receiver.example.com',
      DataSyncEnabled: 'perhaps',
      DataSyncWorkers: '3',
    });
    expect(settings).toMatchObject({
      DataSyncConcurrency: 32,
      DataSyncBatchSize: 200,
      DataSyncMode: 'stop',
      DataSyncApiUrl: undefined,
      DataSyncEnabled: false,
      DataSyncWorkers: 3,
    });
    expect(problems.map(({ setting }) => setting)).toEqual([
      'DataSyncEnabled',
      'DataSyncApiUrl',
      'DataSyncMode',
      'DataSyncConcurrency',
      'DataSyncBatchSize',
    ]);
  });

  it('have standard values that they take themselves', () => {
    for (const [name, { standard, read }] of Object.entries(SYNC_SETTINGS))
      if (standard !== undefined) expect([name, read(String(standard))]).toEqual([name, standard]);
  });

  it('are answered in the form that the documents give', () => {
    const { settings, problems } = readSyncSettings({ DataSyncMode: 'x' });
    const answer = syncConfigAnswer(settings, problems);
    expect(validate(SYNC_CONFIG_ANSWER, answer)).toEqual([]);
    expect(answer.DataSyncConcurrency).toEqual(exactNumber(32));
    expect(answer.DataSyncApiUrl).toBeNull();
    expect(answer.problems).toEqual([{ setting: 'DataSyncMode', detail: 'must be stop or park' }]);
  });
});

describe('a change of the settings', () => {
  it('is what the body names, as it is stored; null takes a setting away', () => {
    const body = parseJson(
      '{"DataSyncEnabled":true,"DataSyncConcurrency":6.4e1,"DataSyncScope":null,"DataSyncMode":"park"}',
    );
    expect(validateSyncConfig(body)).toEqual([]);
    expect(syncConfigChanges(body)).toEqual({
      DataSyncEnabled: 'true',
      DataSyncConcurrency: '64',
      DataSyncScope: null,
      DataSyncMode: 'park',
    });
  });

  it('is refused with everything that is wrong with it', () => {
    expect(
      pointers(
        '{"DataSyncEnabled":"Yes","DataSyncConcurrency":0,"DataSyncWorkers":1.5,"DataSyncMode":"go","DataSyncUrl":"x"}',
      ).sort(),
    ).toEqual([
      '/DataSyncConcurrency',
      '/DataSyncEnabled',
      '/DataSyncMode',
      '/DataSyncUrl',
      '/DataSyncWorkers',
    ]);
  });

  it.each([
    'http://receiver.example.com/',
    'https://user:secret@receiver.example.com/',
    'https://receiver.example.com@evil.example.com/',
    'https://receiver.example.com/#part',
    'https:receiver.example.com',
    'https:///receiver.example.com',
    'https://receiver.example.com/a b',
    'https://receiver.example.com\\@evil.example.com/',
    'https://receiver.example.com/\n',
    'https://',
    'https://[::1',
    'https://receiver.example.com:99999/',
    'ftp://receiver.example.com/',
    'javascript:alert(1)',
    `https://receiver.example.com/${'x'.repeat(2048)}`,
  ])('is refused for the URL %j', (url) => {
    expect(pointers(JSON.stringify({ DataSyncApiUrl: url }))).toEqual(['/DataSyncApiUrl']);
    expect(pointers(JSON.stringify({ DataSyncTokenUrl: url }))).toEqual(['/DataSyncTokenUrl']);
  });

  it.each([
    'https://receiver.example.com',
    'https://receiver.example.com:8443/sync/in?tenant=1',
    'HTTPS://receiver.example.com/',
    'https://203.0.113.9/sync',
    'https://[2001:db8::1]/sync',
    'https://receiver.example.com/mail@home',
  ])('takes the URL %j, whose address is checked when it is connected to', (url) => {
    expect(pointers(JSON.stringify({ DataSyncApiUrl: url }))).toEqual([]);
  });
});
