import { configuredReceiver } from '../adapters/http/configured-receiver.ts';
import { secretsClient } from '../adapters/secrets/client.ts';
import { SecretCredentialMap } from '../adapters/secrets/credential-map.ts';
import { ssmClient } from '../adapters/ssm/client.ts';
import { ParameterSettings } from '../adapters/ssm/parameter-settings.ts';
import { SYNC_ROLES } from '../model/sync-roles.ts';
import { SYNC_SETTING_NAMES } from '../model/sync-settings.ts';
import { systemClock } from '../runtime/clock.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { type ReceiverMaker, sendSampleMessage } from './send-sample-message.ts';

/** Whoever asked is answered within the gateway's 29 seconds, whatever the settings say. */
const LONGEST_MS = 20_000;

const { STAGE: stage, ...prefixes } = readEnvironment(['STAGE', 'SETTINGS_PREFIX', 'CREDENTIAL_PREFIX']);
const { ALLOWED_NETWORKS = '', TRUSTED_CA } = process.env;
const logger = createLogger({ stage });
const settings = new ParameterSettings({
  client: ssmClient(),
  prefix: prefixes.SETTINGS_PREFIX,
  names: SYNC_SETTING_NAMES,
});
const credentials = new SecretCredentialMap({ client: secretsClient(), prefix: prefixes.CREDENTIAL_PREFIX });

const receiverOf: ReceiverMaker = (saved) =>
  configuredReceiver({
    settings: { ...saved, DataSyncRequestTimeoutMs: Math.min(saved.DataSyncRequestTimeoutMs, LONGEST_MS) },
    credentials: () => credentials.read(saved.DataSyncCredentialMapName, saved.DataSyncCredentialKeyName),
    allowedNetworks: ALLOWED_NETWORKS.split(' ').filter((network) => network !== ''),
    ...(TRUSTED_CA ? { trustedCa: TRUSTED_CA } : {}),
    clock: systemClock,
    log: (line) => logger.info('sample message', { ...line }),
  });

/** POST /data-sync/sample-message. */
export const handler = commandApi(
  { logger, metrics: createMetrics({ stage }) },
  {
    'POST /data-sync/sample-message': {
      roles: SYNC_ROLES.sampleMessage,
      operation: async () => ({ status: 200, body: await sendSampleMessage(settings, receiverOf) }),
    },
  },
);
