/** The part of a stage's file that is about the data feed. */
export const FEED_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  default: {},
  description: 'The data feed. What a client wants to see it says itself: PUT /feed/subscription.',
  properties: {
    partitions: {
      type: 'integer',
      minimum: 1,
      maximum: 99,
      default: 8,
      description:
        'How many partitions the feed log is made with: more of them log more at once, and make ids longer. A log that is there keeps those that it has.',
    },
    maxReaders: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      description:
        "How many readers Lambda serves at once. Each holds an execution open, one that has gone for up to 15 minutes more; further ones are refused and come again. Takes so much of the account's concurrency from all else, and keeps the rest free of readers. Without it: as many as there is room for.",
    },
    clients: {
      type: 'array',
      default: [{ client: '*' }],
      maxItems: 100,
      expected: 'a list of objects',
      description:
        'What each client may see at most. Without it, each sees everything; with it, a client that is not named sees nothing, unless there is one called `*`.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['client'],
        properties: {
          client: {
            type: 'string',
            minLength: 1,
            maxLength: 255,
            description: 'The client id of its tokens; `*` for all clients that are not named.',
          },
          objects: {
            type: 'array',
            items: { type: 'string', minLength: 1 },
            expected: 'a list of objects of the model, such as "Account"',
            description: 'The objects that it may see, each named here. Without it: every one.',
          },
          fields: {
            type: 'object',
            additionalProperties: { type: 'array', items: { type: 'string', minLength: 1 } },
            expected: 'lists of fields by object, such as {"Account": ["account_no", "status"]}',
            description:
              'By object, the fields that it may see; of an object that is not named, all. The ref of an object is always shown.',
          },
        },
      },
    },
  },
} as const;
