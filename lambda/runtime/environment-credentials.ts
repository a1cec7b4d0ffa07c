import { AppError } from '../domain/app-error.ts';

/** AWS credentials as the SDK's clients take them. */
export interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Credentials from the environment, where Lambda puts a function's own, read anew at each call.
 * Bundles put this in the place of `@aws-sdk/credential-provider-node`, whose other sources (files, SSO, processes, instance
 * metadata) no Lambda has. The provider throws AppError ENVIRONMENT_INVALID when there are none.
 */
export function defaultProvider(_options?: unknown): () => Promise<EnvironmentCredentials> {
  return async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (!accessKeyId || !secretAccessKey) {
      throw new AppError('ENVIRONMENT_INVALID', 'AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set');
    }
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  };
}
