/*
 * What bundles hold in the place of parts of the SDK that no function of ours can come to use (lib/runtime/bundling.ts
 * says which): they would be a tenth of each bundle, read at every start.
 */

/** Stands for `@smithy/core/event-streams`; the SDK loads that for operations with an event stream only. */
export class EventStreamSerde {
  constructor() {
    throw new TypeError('bundles hold nothing for event streams: see lib/runtime/bundling.ts');
  }
}

/** See EventStreamSerde. */
export function eventStreamSerdeProvider(): never {
  throw new TypeError('bundles hold nothing for event streams: see lib/runtime/bundling.ts');
}

/** Stands for `@aws-sdk/endpoint-cache`. The DynamoDB client makes one, and no operation of it asks it for anything. */
export class EndpointCache {}
