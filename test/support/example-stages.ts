/** A stage that uses every setting: what its templates hold is what goes to AWS. */
export const FULL_STAGE = {
  auth: {
    issuer: 'https://id.example.com/',
    audience: 'millrace',
    jwksUrl: 'https://id.example.com/keys',
    rolesClaim: 'realm_access.roles',
  },
  eventStream: { capacity: { shards: 3 }, format: 'cloudevents', maxRecordKiB: 2048 },
  readers: [
    { name: 'warehouse', accountId: '222222222222', role: 'stream-reader' },
    {
      name: 'analytics',
      accountId: '333333333333',
      role: 'arn:aws:iam::333333333333:role/consumers/analytics',
      assumeRole: true,
      externalId: 'analytics-7f3a91',
      enhancedFanOut: true,
    },
  ],
  dataSync: {
    schedule: { weekly: 'monday', at: '02:30' },
    timeZone: 'Europe/Vienna',
    allowedNetworks: ['10.1.0.0/16'],
    credentialMaps: ['ce_credentials', 'other_credentials'],
    oldestRowAlarmMinutes: 120,
  },
  feed: {
    partitions: 16,
    clients: [
      { client: 'warehouse' },
      {
        client: 'partner',
        objects: ['Account', 'Plan_Instance'],
        fields: { Account: ['account_no', 'status'] },
      },
    ],
  },
  alarms: { email: 'operations@example.com' },
  logRetentionDays: 90,
  api: { throttle: { rate: 20, burst: 40 } },
} as const;
