import { ConfigError, loadConfig, parseConfig } from '../../lib/config.ts';

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the configuration of a stage', () => {
  it('has the documented defaults where its file says nothing', () => {
    expect(parseConfig('prod', {})).toEqual({
      stage: 'prod',
      local: false,
      eventStream: { capacity: 'on-demand', format: 'event', maxRecordKiB: 1024 },
      readers: [],
      dataSync: {
        schedule: 'rate(5 minutes)',
        timeZone: 'UTC',
        allowedNetworks: [],
        credentialMaps: ['ce_credentials'],
        credentialAccess: 'read-write',
        oldestRowAlarmMinutes: 60,
      },
      feed: { partitions: 8, clients: [{ client: '*' }] },
      scheduledTasks: {
        schedules: {
          deleteSegments: { daily: '01:00' },
          deleteInactiveSegment: { daily: '01:30' },
          unstratifiedSegment: { daily: '02:00' },
          stratifiedSegment: { daily: '02:30' },
          dynamicPromotion: { daily: '03:00' },
          franchiseeAssignment: { daily: '03:30' },
          generateOffer: { daily: '04:00' },
        },
        timeZone: 'UTC',
        inactiveDays: 30,
        parts: 4,
      },
      alarms: {},
      logRetentionDays: 30,
      api: { throttle: { rate: 100, burst: 200 } },
    });
  });

  it('fills in the fields that a partly given object leaves out', () => {
    const config = parseConfig('prod', {
      auth: { issuer: 'https://id.example.com', audience: 'millrace' },
      readers: [{ name: 'warehouse', accountId: '012345678901', role: 'reader' }],
      api: { throttle: { rate: 7 } },
    });
    expect(config.auth).toEqual({
      issuer: 'https://id.example.com',
      audience: 'millrace',
      rolesClaim: 'roles',
    });
    expect(config.readers[0]).toEqual({
      name: 'warehouse',
      accountId: '012345678901',
      role: 'reader',
      assumeRole: false,
      enhancedFanOut: false,
    });
    expect(config.api.throttle).toEqual({ rate: 7, burst: 200 });
  });

  it('is frozen to its depth, and leaves what it was made from alone', () => {
    const content = { readers: [{ name: 'warehouse', accountId: '012345678901', role: 'reader' }] };
    const config = parseConfig('prod', content);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.readers[0])).toBe(true);
    expect(Object.isFrozen(config.api.throttle)).toBe(true);
    expect(content).toEqual({ readers: [{ name: 'warehouse', accountId: '012345678901', role: 'reader' }] });
  });

  it('names everything that is wrong at once: where, what came, what is expected', () => {
    const message = messageOf(() =>
      parseConfig('prod', {
        colour: 'red',
        account: 123456789012,
        auth: { audience: 'millrace' },
        eventStream: { capacity: { shards: 0 }, format: 'xml', maxRecordKiB: 512 },
        readers: [{ name: 'Ware House', accountId: 12345, role: 'reader' }],
        logRetentionDays: 31,
      }),
    );
    const lines = message.split('\n').map((line) => line.trim());
    expect(lines).toEqual([
      'the configuration of stage prod cannot be used:',
      expect.stringMatching(/^\/colour: got "red", expected no such field; known are .*readers/),
      '/account: got 123456789012, expected an AWS account number: a string of 12 digits',
      '/auth/issuer: got nothing, expected a value',
      '/eventStream/capacity: got {"shards":0}, expected "on-demand" or {"shards": 1 … 10000}',
      '/eventStream/format: got "xml", expected one of "event", "cloudevents"',
      '/eventStream/maxRecordKiB: got 512, expected >= 1024',
      expect.stringMatching(/^\/readers\/0\/name: got "Ware House", expected a name of/),
      expect.stringMatching(/^\/readers\/0\/accountId: got 12345, expected an AWS account number/),
      expect.stringMatching(/^\/logRetentionDays: got 31, expected one of 1, 3, 5/),
    ]);
  });

  it.each([
    [
      'a reader with the name of another',
      {
        readers: [
          { name: 'a', accountId: '111111111111', role: 'r' },
          { name: 'a', accountId: '222222222222', role: 'r' },
        ],
      },
      '/readers/1/name: got "a", expected another name than that of /readers/0',
    ],
    [
      'a role of an account that is not the reader’s',
      { readers: [{ name: 'a', accountId: '111111111111', role: 'arn:aws:iam::222222222222:role/r' }] },
      '/readers/0/role: got "arn:aws:iam::222222222222:role/r", expected a role of account 111111111111',
    ],
    [
      'a role to assume without an external id',
      { readers: [{ name: 'a', accountId: '111111111111', role: 'r', assumeRole: true }] },
      '/readers/0/externalId: got nothing, expected a value, for assumeRole is true',
    ],
    [
      'an external id without a role to assume',
      { readers: [{ name: 'a', accountId: '111111111111', role: 'r', externalId: 'xyz' }] },
      '/readers/0/externalId: got "xyz", expected nothing, for assumeRole is false',
    ],
    [
      'an issuer over plain http',
      { auth: { issuer: 'http://id.example.com', audience: 'a' } },
      '/auth/issuer: got "http://id.example.com", expected an https URL',
    ],
    [
      'two places for alarms',
      { alarms: { email: 'a@example.com', topicArn: 'arn:aws:sns:us-east-1:111111111111:alarms' } },
      'expected either email or topicArn, not both',
    ],
    ['a list in the place of an object', [], '/: got [], expected an object'],
  ])('refuses %s', (_, content, expected) => {
    expect(messageOf(() => parseConfig('prod', content))).toContain(expected);
  });

  it('takes an issuer over http, and no fan-out, on the local stage', () => {
    const auth = { issuer: 'http://127.0.0.1:9000', audience: 'a' };
    expect(parseConfig('local', { auth }).local).toBe(true);
    const reader = { name: 'a', accountId: '111111111111', role: 'r', enhancedFanOut: true };
    expect(messageOf(() => parseConfig('local', { auth, readers: [reader] }))).toContain(
      '/readers/0/enhancedFanOut: got true, expected false, for the emulator has no fan-out consumers',
    );
  });

  it.each([undefined, '', 'Prod', '../prod', 'a-name-that-is-too-long', 7])(
    'is not read for the stage %p',
    (stage) => {
      expect(messageOf(() => loadConfig(stage))).toContain('pass -c stage=<name>');
    },
  );

  it('says which file is missing', () => {
    expect(messageOf(() => loadConfig('nowhere'))).toMatch(/config\/nowhere\.json cannot be read/);
  });

  it.each(['example', 'local'])('of the stage %s is one that can be used', (stage) => {
    expect(loadConfig(stage).stage).toBe(stage);
  });

  it('of the local stage cannot be deployed to a real account', () => {
    expect(loadConfig('local').account).toBe('000000000000');
  });

  it('lets clients of the feed see only what there is, and says what it has never heard of', () => {
    const clients = [
      { client: 'warehouse', objects: ['Account', 'Acount'], fields: { Account: ['status', 'balanc'] } },
      { client: 'warehouse' },
    ];
    const lines = messageOf(() => parseConfig('prod', { feed: { clients } })).split('\n');
    expect(lines.slice(1).map((line) => line.trim())).toEqual([
      expect.stringMatching(
        /^\/feed\/clients\/0\/objects\/1: got "Acount", expected .*the nearest is Account$/,
      ),
      expect.stringMatching(
        /^\/feed\/clients\/0\/fields\/Account\/1: got "balanc", expected .*the nearest is balance$/,
      ),
      '/feed/clients/1/client: got "warehouse", expected another client than that of /feed/clients/0',
    ]);
    const many = Array.from({ length: 100 }, (_, index) => ({ client: `client-${index}`.padEnd(40, '-') }));
    expect(messageOf(() => parseConfig('prod', { feed: { clients: many } }))).toContain('at most 3000 bytes');
  });
});
