import { DATA_SYNC_SCHEMA } from './data-sync/data-sync-schema.ts';
import { FEED_SCHEMA } from './feed-admin/feed-schema.ts';
import { TASKS_SCHEMA } from './scheduled-tasks/tasks-schema.ts';

/**
 * Every field of a stage's file: what it may hold, its default, what it is for. The checks, config/schema.json (for
 * editors) and docs/configuration.md are all made from this. `expected` is what an error message asks for.
 */
export const CONFIG_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A stage of Millrace',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'For editors: `./schema.json`.' },
    account: {
      type: 'string',
      pattern: '^\\d{12}$',
      expected: 'an AWS account number: a string of 12 digits',
      description:
        'The account that this stage may be deployed to. Without it: the one of the credentials at hand.',
    },
    region: {
      type: 'string',
      pattern: '^[a-z]{2}(-[a-z]+)+-\\d$',
      expected: 'an AWS region such as "us-east-1"',
      description:
        'The region that this stage may be deployed to. Without it: the one of the credentials at hand.',
    },
    auth: {
      type: 'object',
      additionalProperties: false,
      required: ['issuer', 'audience'],
      description:
        'Whose bearer tokens the API accepts (JWT). Without it, a Cognito user pool is made that gives them to clients.',
      properties: {
        issuer: {
          type: 'string',
          pattern: '^https?://[^\\s?#]+$',
          expected: 'an https URL',
          description: 'The `iss` that a token must have. https, except on the local stage.',
        },
        audience: { type: 'string', minLength: 1, description: 'The `aud` that a token must have.' },
        jwksUrl: {
          type: 'string',
          pattern: '^https?://\\S+$',
          expected: 'an https URL',
          description: "Where the issuer's public keys are. Without it: `<issuer>/.well-known/jwks.json`.",
        },
        rolesClaim: {
          type: 'string',
          minLength: 1,
          default: 'roles',
          description: 'The claim that lists the roles, as an array or as a text with spaces between them.',
        },
      },
    },
    eventStream: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'The Kinesis stream that the events go to.',
      properties: {
        capacity: {
          default: 'on-demand',
          description:
            'On demand grows by itself and costs more when idle. A shard takes 1,000 events and 1 MB a second.',
          expected: '"on-demand" or {"shards": 1 … 10000}',
          anyOf: [
            { const: 'on-demand' },
            {
              type: 'object',
              additionalProperties: false,
              required: ['shards'],
              properties: { shards: { type: 'integer', minimum: 1, maximum: 10000 } },
            },
          ],
        },
        format: {
          enum: ['event', 'cloudevents'],
          default: 'event',
          description:
            'How an event is written: as it is, or inside a CloudEvents 1.0 envelope (structured JSON).',
        },
        maxRecordKiB: {
          type: 'integer',
          minimum: 1024,
          maximum: 10240,
          default: 1024,
          description: 'The largest record that the stream takes, in KiB. A larger event is parked.',
        },
      },
    },
    readers: {
      type: 'array',
      default: [],
      maxItems: 20,
      description: 'Who may read the event stream from another AWS account.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'accountId', 'role'],
        properties: {
          name: {
            type: 'string',
            pattern: '^[a-z][a-z0-9-]{0,30}$',
            expected: 'a name of a-z, 0-9 and -, at most 31 long',
            description:
              'What the reader is called here. Part of resource names: a new name is a new reader.',
          },
          accountId: {
            type: 'string',
            pattern: '^\\d{12}$',
            expected: 'an AWS account number: a string of 12 digits (a number would lose leading zeros)',
            description: "The reader's AWS account.",
          },
          role: {
            type: 'string',
            pattern: '^(arn:aws[a-z-]*:iam::\\d{12}:role/)?[\\w+=,.@/-]+$',
            expected: 'the name or the ARN of a role',
            description:
              "The reader's role, in its account: its name (with its path, if it has one) or its ARN. It must exist when this is deployed.",
          },
          assumeRole: {
            type: 'boolean',
            default: false,
            description:
              'Also make a role in this account that the reader may assume, for consumers that cannot be given a stream ARN. Needs `externalId`.',
          },
          externalId: {
            type: 'string',
            pattern: '^[\\w+=,.@:/-]{2,1224}$',
            expected: '2 to 1224 characters of A-Z, a-z, 0-9 and +=,.@:/_-',
            description: 'What the reader must show when it assumes that role (against the confused deputy).',
          },
          enhancedFanOut: {
            type: 'boolean',
            default: false,
            description:
              'Give the reader a consumer of its own: 2 MB a second a shard and about 70 ms, at extra cost.',
          },
        },
      },
    },
    dataSync: DATA_SYNC_SCHEMA,
    feed: FEED_SCHEMA,
    scheduledTasks: TASKS_SCHEMA,
    alarms: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'Who hears of alarms. With neither field they are to be seen in CloudWatch only.',
      properties: {
        email: {
          type: 'string',
          pattern: '^[^\\s@]+@[^\\s@]+$',
          expected: 'an e-mail address',
          description: 'Makes an encrypted SNS topic with this subscriber, who must confirm once.',
        },
        topicArn: {
          type: 'string',
          pattern: '^arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[\\w-]+$',
          expected: 'the ARN of an SNS topic',
          description: 'An SNS topic that you have. CloudWatch must be allowed to publish to it.',
        },
      },
    },
    logRetentionDays: {
      enum: [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
        3653,
      ],
      default: 30,
      description: 'How long logs are kept, in days (the values that CloudWatch Logs knows).',
    },
    api: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'The command API.',
      properties: {
        throttle: {
          type: 'object',
          additionalProperties: false,
          default: {},
          description: 'What the whole API takes before it answers 429.',
          properties: {
            rate: {
              type: 'integer',
              minimum: 1,
              maximum: 10000,
              default: 100,
              description: 'Requests a second.',
            },
            burst: {
              type: 'integer',
              minimum: 1,
              maximum: 5000,
              default: 200,
              description: 'Requests at once.',
            },
          },
        },
      },
    },
  },
} as const;
