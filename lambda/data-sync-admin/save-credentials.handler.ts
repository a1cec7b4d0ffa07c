import { secretsClient } from '../adapters/secrets/client.ts';
import { SecretCredentialMap } from '../adapters/secrets/credential-map.ts';
import { ssmClient } from '../adapters/ssm/client.ts';
import { ParameterSettings } from '../adapters/ssm/parameter-settings.ts';
import { isJsonObject } from '../domain/json.ts';
import { SYNC_CREDENTIALS_REQUEST } from '../model/sync-requests.ts';
import { SYNC_ROLES } from '../model/sync-roles.ts';
import { SYNC_SETTING_NAMES } from '../model/sync-settings.ts';
import { validate } from '../model/validate.ts';
import { commandApi } from '../runtime/command-api.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { saveCredentials } from './save-credentials.ts';

const { STAGE: stage, ...prefixes } = readEnvironment(['STAGE', 'SETTINGS_PREFIX', 'CREDENTIAL_PREFIX']);
const ports = {
  settings: new ParameterSettings({
    client: ssmClient(),
    prefix: prefixes.SETTINGS_PREFIX,
    names: SYNC_SETTING_NAMES,
  }),
  credentials: new SecretCredentialMap({ client: secretsClient(), prefix: prefixes.CREDENTIAL_PREFIX }),
};

/** PUT /data-sync/credentials. */
export const handler = commandApi(
  { logger: createLogger({ stage }), metrics: createMetrics({ stage }) },
  {
    'PUT /data-sync/credentials': {
      roles: SYNC_ROLES.credentials,
      validate: (body) => validate(SYNC_CREDENTIALS_REQUEST, body),
      operation: async ({ body }) => ({
        status: 200,
        body: await saveCredentials(ports, isJsonObject(body) ? body : {}),
      }),
    },
  },
);
