import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { KinesisError, SimulatedStream } from './simulated-stream.ts';

type Input = Readonly<Record<string, unknown>>;

/** An answer that is to be given in place of the right one. */
interface Fault {
  readonly action: string;
  readonly error: string;
  readonly status: number;
  times: number;
}

export interface SimulatorOptions {
  readonly shards: number;
  /** Records that one GetRecords gives at most. @default 10000 */
  readonly batchSize?: number;
  /** HTTP/2 without TLS, as Java's KCL wants it. @default false */
  readonly http2?: boolean;
}

/**
 * The part of Kinesis that a reader sees, with what emulators leave out: closed shards keep their records, their last
 * answer has no next iterator and names the children, a shard gives five reads a second, calls fail when told to.
 */
export class KinesisSimulator {
  readonly stream: SimulatedStream;
  /** Roles that were assumed, each as `<role> <external id>`. */
  readonly assumed: string[] = [];
  /** Access keys that GetRecords was signed with. */
  readonly accessKeys = new Set<string>();
  readonly #faults: Fault[] = [];
  readonly #server: Server | Http2Server;

  private constructor(options: SimulatorOptions) {
    this.stream = new SimulatedStream(options.shards, options.batchSize ?? 10_000);
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    };
    // Node's HTTP/2 requests and answers are used as those of HTTP/1 are, but their types are no kin.
    this.#server = options.http2 ? createHttp2Server(listener as never) : createServer(listener);
  }

  static async start(options: SimulatorOptions): Promise<KinesisSimulator> {
    const simulator = new KinesisSimulator(options);
    simulator.#server.listen(0, '127.0.0.1');
    await once(simulator.#server, 'listening');
    return simulator;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next `times` calls of an action fail so. Status 400 unless told otherwise. */
  fail(action: string, error: string, { times = 1, status = 400 } = {}): void {
    this.#faults.push({ action, error, status, times });
  }

  /** Faults that have not been given out yet. */
  get faultsLeft(): number {
    return this.#faults.reduce((sum, fault) => sum + fault.times, 0);
  }

  async close(): Promise<void> {
    if ('closeAllConnections' in this.#server) this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const target = header(request, 'x-amz-target');
    if (target === undefined) return this.#assumeRole(new URLSearchParams(body), response);
    const action = target.replace(/^.*\./, '');
    if (action === 'GetRecords') {
      this.accessKeys.add(/Credential=([^/]+)/.exec(header(request, 'authorization') ?? '')?.[1] ?? '');
    }
    try {
      const fault = this.#faults.find((each) => each.action === action && each.times > 0);
      if (fault !== undefined) {
        fault.times -= 1;
        throw new KinesisError(fault.error, 'injected', fault.status);
      }
      send(response, 200, this.#perform(action, JSON.parse(body)));
    } catch (error) {
      if (!(error instanceof KinesisError)) throw error;
      send(response, error.status, { __type: error.code, message: error.message });
    }
  }

  #perform(action: string, input: Input): unknown {
    const { stream } = this;
    if (input.StreamARN !== undefined && input.StreamARN !== stream.arn)
      throw new KinesisError('ResourceNotFoundException', `${input.StreamARN} not found`);
    switch (action) {
      case 'DescribeStreamSummary':
        return { StreamDescriptionSummary: stream.summary() };
      case 'ListShards':
        return { Shards: stream.listShards(input.ShardFilter as { Type: string } | undefined) };
      case 'GetShardIterator':
        return {
          ShardIterator: stream.shardIterator(input as { ShardId: string; ShardIteratorType: string }),
        };
      case 'GetRecords':
        return stream.getRecords(input as { ShardIterator: string; Limit?: number });
      default:
        throw new KinesisError('UnknownOperationException', action);
    }
  }

  #assumeRole(form: URLSearchParams, response: ServerResponse): void {
    this.assumed.push(`${form.get('RoleArn')} ${form.get('ExternalId')}`);
    const credentials =
      '<AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>' +
      `<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>`;
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>' +
        `<Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
