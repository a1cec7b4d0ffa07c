import type { Receiver } from '../../data-sync/ports.ts';
import type { Clock } from '../../domain/clock.ts';
import type { SyncCredentials } from '../../domain/sync-credentials.ts';
import { clientCredentialsTokens } from '../oauth/client-credentials.ts';
import type { ResolveName } from './guarded-connect.ts';
import { type DeliveryLine, webhookReceiver } from './webhook-receiver.ts';

/** The settings that say how to reach the receiver, under their names. */
export interface ReceiverSettings {
  readonly DataSyncApiUrl: string;
  readonly DataSyncTokenUrl: string;
  readonly DataSyncConcurrency: number;
  readonly DataSyncConnectTimeoutMs: number;
  readonly DataSyncAnswerTimeoutMs: number;
  readonly DataSyncRequestTimeoutMs: number;
  readonly DataSyncLongestBackoffMs: number;
  readonly DataSyncAuthMethod: 'basic' | 'post';
  readonly DataSyncScope: string | undefined;
  readonly DataSyncAudience: string | undefined;
}

export interface ConfiguredReceiverOptions {
  readonly settings: ReceiverSettings;
  /** As saved; read anew for each token, so that a changed secret needs no restart. Undefined: none are saved. */
  readonly credentials: () => Promise<SyncCredentials | undefined>;
  /** Networks (CIDR) that the stage lets the job connect to although they are not on the public Internet. */
  readonly allowedNetworks: readonly string[];
  /** A certificate authority (PEM) that the stage trusts besides those of the system. */
  readonly trustedCa?: string;
  readonly clock: Clock;
  readonly log: (line: DeliveryLine) => void;
  /** @default the system's resolver */
  readonly resolve?: ResolveName;
}

/** The receiver that the settings name, with the credentials that are saved. Rejects when those cannot be read. */
export async function configuredReceiver(
  options: ConfiguredReceiverOptions,
): Promise<Receiver & { close(): Promise<void> }> {
  const { settings, clock } = options;
  const saved = await options.credentials();
  const withinMs = settings.DataSyncRequestTimeoutMs;
  const shared = {
    allowedNetworks: options.allowedNetworks,
    timeouts: {
      connectMs: settings.DataSyncConnectTimeoutMs,
      headersMs: settings.DataSyncAnswerTimeoutMs,
      bodyMs: settings.DataSyncAnswerTimeoutMs,
    },
    withinMs,
    clock,
    tls: tlsOf(saved, options.trustedCa),
    ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
  };
  const tokens = clientCredentialsTokens({
    ...shared,
    tokenUrl: settings.DataSyncTokenUrl,
    credentials: async () => {
      const credentials = await options.credentials();
      if (credentials === undefined) throw new Error('no credentials are saved');
      return credentials;
    },
    authentication: settings.DataSyncAuthMethod,
    ...(settings.DataSyncScope === undefined ? {} : { scope: settings.DataSyncScope }),
    ...(settings.DataSyncAudience === undefined ? {} : { audience: settings.DataSyncAudience }),
  });
  const receiver = webhookReceiver({
    ...shared,
    url: settings.DataSyncApiUrl,
    connections: settings.DataSyncConcurrency,
    maxRetryAfterMs: settings.DataSyncLongestBackoffMs,
    tokens,
    ...(saved?.signingSecrets === undefined ? {} : { signingSecrets: saved.signingSecrets }),
    log: options.log,
  });
  return {
    deliver: (messages, attempt) => receiver.deliver(messages, attempt),
    close: async () => {
      await Promise.all([receiver.close(), tokens.close()]);
    },
  };
}

function tlsOf(credentials: SyncCredentials | undefined, ca: string | undefined) {
  const { certificate: cert, certificateKey: key } = credentials ?? {};
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}
