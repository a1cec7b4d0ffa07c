import { SCHEDULE_SCHEMA, TIME_ZONE_SCHEMA } from '../runtime/schedule.ts';

/** The part of a stage's file that is about the data sync; what operators change without a deploy is not here, but in its settings. */
export const DATA_SYNC_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  default: {},
  description:
    'The data sync. What is changed without a deploy (URLs, mode, time-outs …) is not here: PUT /data-sync/config.',
  properties: {
    schedule: {
      default: 'rate(5 minutes)',
      expected: SCHEDULE_SCHEMA.expected,
      description:
        'When the job runs: as EventBridge Scheduler writes it, or at a time each day, week or month, or only on demand ("off").',
      anyOf: SCHEDULE_SCHEMA.anyOf,
    },
    timeZone: {
      ...TIME_ZONE_SCHEMA,
      description: 'The time zone of the schedule, daylight saving time included.',
    },
    allowedNetworks: {
      type: 'array',
      default: [],
      maxItems: 20,
      items: {
        type: 'string',
        pattern: '^[0-9a-fA-F.:]+/\\d{1,3}$',
        expected: 'a network (CIDR), such as "10.1.0.0/16"',
      },
      expected: 'a list of networks (CIDR)',
      description:
        'Networks that the job may connect to although they are not on the public Internet. Without it: none, so that no URL leads inside.',
    },
    trustedCa: {
      type: 'string',
      maxLength: 3000,
      pattern: '^-----BEGIN CERTIFICATE-----\\s[\\s\\S]+-----END CERTIFICATE-----\\s*$',
      expected: 'a certificate (PEM) of at most 3,000 characters',
      description: 'A certificate authority that the job trusts besides the public ones.',
    },
    credentialMaps: {
      type: 'array',
      default: ['ce_credentials'],
      minItems: 1,
      maxItems: 10,
      uniqueItems: true,
      items: { type: 'string', pattern: '^[\\w.-]{1,64}$', expected: '1 to 64 letters, digits and _ . -' },
      expected: 'a list of names',
      description:
        'The secrets that are made for credentials; DataSyncCredentialMapName chooses one of them. What is in them is not here.',
    },
    credentialAccess: {
      enum: ['read-write', 'read'],
      default: 'read-write',
      description: 'Whether PUT /data-sync/credentials may write those secrets.',
    },
    oldestRowAlarmMinutes: {
      type: 'integer',
      minimum: 5,
      maximum: 10080,
      default: 60,
      description:
        'How long a row may wait before operators are alarmed: longer than from one run to the next.',
    },
  },
} as const;
