import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Cloud, cloudEnvironment } from './cloud.ts';
import { LocalError } from './local-error.ts';
import { AUDIENCE, type OauthServer, ROLES_CLAIM } from './oauth-server.ts';
import type { Places } from './places.ts';
import { lastLines, runProgram } from './processes.ts';

const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const ACCOUNT = '000000000000';

export interface DeployOptions {
  readonly places: Places;
  readonly cloud: Cloud;
  readonly oauth: OauthServer;
  /** The authority (PEM) of the receiver's certificate and the OAuth2 server's. */
  readonly ca: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Outputs of all stacks by their keys; no two stacks share a key. */
export type StackOutputs = Readonly<Record<string, string>>;

/** Prepares the account of the local AWS for the CDK. May be repeated. Throws LocalError when the CLI fails. */
export async function bootstrap(options: DeployOptions): Promise<void> {
  await runCdk(options, 'bootstrap', ['bootstrap', `aws://${ACCOUNT}/${options.cloud.region}`, '--app', '']);
}

/** Deploys every stack of the stage `local` and gives their outputs. Throws LocalError when the CLI fails. */
export async function deploy(options: DeployOptions): Promise<StackOutputs> {
  const outputs = join(options.places.cdk, 'outputs.json');
  await runCdk(options, 'deploy', [
    ...['deploy', '--all', '--require-approval', 'never', '--progress', 'events', '--outputs-file', outputs],
    ...['--output', join(options.places.cdk, 'cdk.out'), '--context', 'stage=local'],
    ...['--context', `config=${await writeConfig(options)}`],
  ]);
  const stacks: Record<string, StackOutputs> = JSON.parse(await readFile(outputs, 'utf8'));
  return Object.assign({}, ...Object.values(stacks));
}

/** The stage's file, but with the OAuth2 server and the certificate authority of this run, which are others each time. */
async function writeConfig({ places, oauth, ca }: DeployOptions): Promise<string> {
  const stage = JSON.parse(await readFile(join(places.repository, 'config', 'local.json'), 'utf8'));
  const auth = { issuer: oauth.issuer, jwksUrl: oauth.jwksUrl, audience: AUDIENCE, rolesClaim: ROLES_CLAIM };
  const file = join(places.cdk, 'local.json');
  await mkdir(places.cdk, { recursive: true });
  const dataSync = { ...stage.dataSync, trustedCa: ca };
  await writeFile(file, JSON.stringify({ ...stage, auth, dataSync }, null, 2));
  return file;
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
        // The tests and `npm run synth` hold the templates to CloudFormation's rules, which takes more time than making them.
        CDK_VALIDATION: 'false',
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
  const said =
    lines.find((line) => /❌|CREATE_FAILED|UPDATE_FAILED|Error: |«\w+»/.test(line)) ?? lines.at(-1);
  return said?.replace(/^❌\s*/, '').replace(/\.$/, '') ?? 'it said nothing';
}
