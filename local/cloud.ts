import { delimiter, dirname, join } from 'node:path';
import type { Places } from './places.ts';

/** How to reach the local AWS. */
export interface Cloud {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** An access key of 12 digits would be taken for an account number, so it is a word. */
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

const NEEDED_TO_RUN = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** The local AWS at an endpoint, in the one region and with the one access key that are used on this machine. */
export function cloudAt(endpoint: string): Cloud {
  return { endpoint: endpoint.replace(/\/+$/, ''), region: 'us-east-1', credentials: CREDENTIALS };
}

/**
 * The surroundings of a program of ours: this machine's, with this Node first on the PATH, and without any setting that
 * would lead it to a real AWS account or change how Node runs.
 */
export function plainEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(AWS_|CDK_|NODE_|npm_)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), env.PATH ?? ''].join(delimiter),
  };
}

/** The surroundings of functions in the local AWS: of this machine's, only what any program needs to run. */
export function bareEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(plainEnvironment(env)).filter(([name]) => NEEDED_TO_RUN.includes(name));
  return Object.fromEntries(kept);
}

/** The surroundings of a program that is to use the local AWS and nothing else. */
export function cloudEnvironment(cloud: Cloud, places: Places, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const nothing = join(places.home, 'none');
  return {
    ...plainEnvironment(env),
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: ['127.0.0.1', 'localhost', ...(env.NO_PROXY ? [env.NO_PROXY] : [])].join(','),
  };
}
