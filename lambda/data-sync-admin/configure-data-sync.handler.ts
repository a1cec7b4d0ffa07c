import { ssmClient } from '../adapters/ssm/client.ts';
import { ParameterSettings } from '../adapters/ssm/parameter-settings.ts';
import { SYNC_ROLES } from '../model/sync-roles.ts';
import { SYNC_SETTING_NAMES, validateSyncConfig } from '../model/sync-settings.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { changeConfig, readConfig } from './configure-data-sync.ts';

const {
  STAGE: stage,
  SETTINGS_PREFIX: prefix,
  CREDENTIAL_MAPS,
} = readEnvironment(['STAGE', 'SETTINGS_PREFIX', 'CREDENTIAL_MAPS']);
const store = new ParameterSettings({ client: ssmClient(), prefix, names: SYNC_SETTING_NAMES });
const credentialMaps = CREDENTIAL_MAPS.split(' ');

/** GET and PUT of /data-sync/config. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'GET /data-sync/config': {
      roles: SYNC_ROLES.settings,
      operation: async () => ({ status: 200, body: await readConfig(store) }),
    },
    'PUT /data-sync/config': {
      roles: SYNC_ROLES.settings,
      validate: validateSyncConfig,
      operation: async ({ body }) => ({
        status: 200,
        body: await changeConfig({ store, credentialMaps }, body),
      }),
    },
  },
);
