import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Cloud, cloudEnvironment } from './cloud.ts';
import { LocalError } from './local-error.ts';
import type { OauthServer } from './oauth-server.ts';
import type { Places } from './places.ts';
import { lastLines, runProgram } from './processes.ts';

const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const ACCOUNT = '000000000000';

export interface DeployOptions {
  readonly places: Places;
  readonly cloud: Cloud;
  readonly oauth: OauthServer;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Outputs of all stacks by their keys; no two stacks share a key. */
export type StackOutputs = Readonly<Record<string, string>>;

/** Prepares the account of the local AWS for the CDK. May be repeated. Throws LocalError when the CLI fails. */
export async function bootstrap(options: DeployOptions): Promise<void> {
  await runCdk(options, 'bootstrap', ['bootstrap', `aws://${ACCOUNT}/${options.cloud.region}`]);
}

/** Deploys every stack of the stage `local` and gives their outputs. Throws LocalError when the CLI fails. */
export async function deploy(options: DeployOptions): Promise<StackOutputs> {
  const outputs = join(options.places.cdk, 'outputs.json');
  await runCdk(options, 'deploy', [
    ...['deploy', '--all', '--require-approval', 'never', '--progress', 'events', '--outputs-file', outputs],
    ...['--output', join(options.places.cdk, 'cdk.out'), '--context', 'stage=local'],
    ...[
      '--context',
      `localIssuer=${options.oauth.issuer}`,
      '--context',
      `localJwksUrl=${options.oauth.jwksUrl}`,
    ],
  ]);
  const stacks: Record<string, StackOutputs> = JSON.parse(await readFile(outputs, 'utf8'));
  return Object.assign({}, ...Object.values(stacks));
}

async function runCdk(options: DeployOptions, name: string, args: readonly string[]): Promise<void> {
  const { places, cloud, env, signal } = options;
  const log = join(places.logs, `cdk-${name}.log`);
  const end = await runProgram(
    {
      command: process.execPath,
      args: [CDK, ...args, '--ci', '--no-notices', '--no-color'],
      cwd: places.repository,
      log,
      env: {
        ...cloudEnvironment(cloud, places, env),
        // What the CLI remembers of accounts is true of this local AWS alone.
        CDK_HOME: places.cdk,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
      },
    },
    signal,
  );
  if (end.code !== 0) {
    throw new LocalError(`cdk ${name} failed: ${await complaint(log)} (all of it: ${log}).`);
  }
}

async function complaint(log: string): Promise<string> {
  const lines = await lastLines(log, 200);
  const said = lines.find((line) => /❌|CREATE_FAILED|UPDATE_FAILED|\bError\b/.test(line)) ?? lines.at(-1);
  return said?.replace(/^❌\s*/, '').replace(/\.$/, '') ?? 'it said nothing';
}
