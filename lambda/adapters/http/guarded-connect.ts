import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { connect, createSecureContext, getCACertificates, type TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { type DestinationPolicy, destinationPolicy } from './destination-policy.ts';

/** A connection that was not made: how far it came, and a code or phrase for people. */
export class ConnectFailure extends Error {
  override readonly name = 'ConnectFailure';
  readonly stage: 'destination' | 'dns' | 'connect' | 'tls';
  readonly reason: string;

  constructor(stage: ConnectFailure['stage'], reason: string) {
    super(`${stage}: ${reason}`);
    this.stage = stage;
    this.reason = reason;
  }
}

/** An address that a name has. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name, best first. Rejects when it has none. */
export type ResolveName = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** What TLS needs besides what Node trusts by itself; all in PEM. */
export interface TlsIdentity {
  /** A further certificate authority to trust. */
  readonly ca?: string;
  /** The client certificate, where the receiver asks for one, and its key. */
  readonly cert?: string;
  readonly key?: string;
}

export interface GuardedConnectOptions {
  /** Networks (CIDR) that may be connected to although they are not on the public Internet. */
  readonly allowedNetworks: readonly string[];
  /** From the start to the end of the TLS handshake. */
  readonly connectMs: number;
  readonly tls?: TlsIdentity;
  /** @default the system's resolver */
  readonly resolve?: ResolveName;
}

/**
 * A connector for undici that speaks TLS 1.2 or later to public addresses only. The name is resolved here, every
 * address of the answer is checked, and the connection goes to one of exactly these: whatever the name's servers say
 * next makes no difference. Fails with ConnectFailure. Throws CONFIG_INVALID for a bad network.
 */
export function guardedConnector(options: GuardedConnectOptions): buildConnector.connector {
  const policy = destinationPolicy(options.allowedNetworks);
  const lookup = guardedLookup(policy, options.resolve ?? resolveBySystem);
  const secureContext = createSecureContext({ minVersion: 'TLSv1.2', ...trust(options.tls ?? {}) });
  return (target, callback) => {
    const hostname = target.hostname.replace(/^\[(.*)\]$/, '$1');
    const refusal = target.protocol === 'https:' ? literalRefusal(policy, hostname) : 'not https';
    if (refusal !== undefined) return callback(new ConnectFailure('destination', refusal), null);
    const socket = connect({
      host: hostname,
      port: Number(target.port || 443),
      // Server name indication has names only (RFC 6066, 3); the certificate is checked against the address all the same.
      servername: isIP(hostname) === 0 ? hostname : '',
      lookup,
      secureContext,
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
    });
    socket.setNoDelay(true);
    settle(socket, { literal: isIP(hostname) !== 0, connectMs: options.connectMs }, callback);
  };
}

/** Calls back once, with the socket when it is secure, or with how far it came. */
function settle(
  socket: TLSSocket,
  { literal, connectMs }: { readonly literal: boolean; readonly connectMs: number },
  callback: buildConnector.Callback,
): void {
  let stage: ConnectFailure['stage'] = literal ? 'connect' : 'dns';
  let settled = false;
  const done = (failure?: ConnectFailure) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    if (failure === undefined) callback(null, socket);
    else callback(failure, null);
  };
  const timer = setTimeout(() => {
    done(new ConnectFailure(stage, 'ETIMEDOUT'));
    socket.destroy();
  }, connectMs);
  socket.once('lookup', (error: Error | null) => {
    if (error === null) stage = 'connect';
  });
  socket.once('connect', () => {
    stage = 'tls';
  });
  socket.once('secureConnect', () => done());
  socket.once('close', () => done(new ConnectFailure(stage, 'closed')));
  socket.on('error', (error) =>
    done(error instanceof ConnectFailure ? error : new ConnectFailure(stage, reasonOf(error))),
  );
}

/** A name's addresses, of which every one may be connected to: one that may not spoils the answer. */
function guardedLookup(policy: DestinationPolicy, resolve: ResolveName): LookupFunction {
  return (hostname, options, callback) => {
    checkedAddresses(hostname, { policy, resolve }).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };
}

async function checkedAddresses(
  hostname: string,
  { policy, resolve }: { readonly policy: DestinationPolicy; readonly resolve: ResolveName },
): Promise<readonly [ResolvedAddress, ...ResolvedAddress[]]> {
  const [first, ...others] = await resolve(hostname).catch((error: unknown) => {
    throw new ConnectFailure('dns', reasonOf(error));
  });
  if (first === undefined) throw new ConnectFailure('dns', 'the name has no address');
  for (const { address } of [first, ...others]) {
    const refusal = policy(address);
    if (refusal !== undefined) throw new ConnectFailure('destination', `${address} is ${refusal}`);
  }
  return [first, ...others];
}

function literalRefusal(policy: DestinationPolicy, hostname: string): string | undefined {
  const refusal = isIP(hostname) === 0 ? undefined : policy(hostname);
  return refusal === undefined ? undefined : `${hostname} is ${refusal}`;
}

function resolveBySystem(hostname: string): Promise<readonly ResolvedAddress[]> {
  return systemLookup(hostname, { all: true });
}

function trust({ ca, cert, key }: TlsIdentity) {
  return {
    ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** Node's own code for an error; its message can hold what came from outside. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = (first as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'failed';
}
