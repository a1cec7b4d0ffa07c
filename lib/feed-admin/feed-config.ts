import { EVERYTHING } from '../../lambda/domain/feed-subscription.ts';
import { checkSubscription } from '../../lambda/model/feed/check-subscription.ts';

/** What a client of the data feed may see at most. */
export interface FeedClientConfig {
  /** Client id of its tokens; `*` stands for all that are not named. */
  readonly client: string;
  /** As in `ref.type`. @default - every object */
  readonly objects?: readonly string[];
  /** Members by object. @default - all of each */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
}

/** What a stage's file says about the data feed. */
export interface FeedConfig {
  /** @default 8 */
  readonly partitions: number;
  /** Readers that Lambda serves at once at most: concurrency that the streams' function reserves. @default - as many as the account has room for */
  readonly maxReaders?: number;
  /** @default - every client sees everything */
  readonly clients: readonly FeedClientConfig[];
}

/** Lambda takes 4 KB of environment variables, all of a function together. */
const MAX_CLIENTS_BYTES = 3_000;

/** What clients may see at most, as functions are told it (FEED_CLIENTS). */
export function feedClientsText({ clients }: FeedConfig): string {
  return JSON.stringify(clients);
}

/** Something that is wrong in a stage's file: where, what came, what is expected. */
export type ConfigFault = readonly [pointer: string, came: unknown, expected: string];

/** Everything that is wrong with the clients of a feed whose form is right. */
export function feedConfigErrors(feed: FeedConfig): readonly ConfigFault[] {
  const bytes = Buffer.byteLength(feedClientsText(feed));
  const tooLong: ConfigFault = [
    '/feed/clients',
    `${bytes} bytes`,
    `at most ${MAX_CLIENTS_BYTES} bytes of JSON`,
  ];
  return [...(bytes > MAX_CLIENTS_BYTES ? [tooLong] : []), ...feed.clients.flatMap(clientErrors)];
}

function clientErrors(
  client: FeedClientConfig,
  index: number,
  all: readonly FeedClientConfig[],
): readonly ConfigFault[] {
  const at = `/feed/clients/${index}`;
  const first = all.findIndex(({ client: name }) => name === client.client);
  const twice: ConfigFault = [
    `${at}/client`,
    client.client,
    `another client than that of /feed/clients/${first}`,
  ];
  const unknown = unknownNames(client).map(([pointer, ...rest]): ConfigFault => [at + pointer, ...rest]);
  return first === index ? unknown : [twice, ...unknown];
}

function unknownNames({ objects, fields = {} }: FeedClientConfig): readonly ConfigFault[] {
  const wanted = { objects: objects ?? null, fields };
  return checkSubscription(wanted, EVERYTHING).map(({ pointer, detail }) => [
    pointer,
    nameAt(wanted, pointer),
    detail,
  ]);
}

function nameAt(value: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  const found = steps.reduce<unknown>(
    (inner, step) => (inner as Record<string, unknown> | undefined)?.[step],
    value,
  );
  return typeof found === 'string' ? found : steps.at(-1);
}
