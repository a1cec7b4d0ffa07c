import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bareEnvironment, type Cloud, cloudAt } from './cloud.ts';
import { LocalError } from './local-error.ts';
import type { Places } from './places.ts';
import { freePort } from './ports.ts';
import { lastLines, type Program, type ProgramEnd, startProgram } from './processes.ts';

const PROGRAM = join(import.meta.dirname, 'run-emulator.py');
const READY_WITHIN_MS = 60_000;
const POLL_MS = 100;

/** A running MiniStack. */
export interface Emulator {
  readonly cloud: Cloud;
  /** Resolves to what to tell the person when the emulator ends without having been asked to. */
  readonly died: Promise<LocalError>;
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  readonly places: Places;
  /** Interpreter of the environment that holds MiniStack. */
  readonly interpreter: string;
  /** @default any free port */
  readonly port?: number | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Starts MiniStack on the loopback interface, empty, and waits until it answers. Throws LocalError when it does not. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const port = options.port ?? (await freePort());
  const program = await launch(options, port);
  let stopping = false;
  const stop = () => {
    stopping = true;
    return program.stop();
  };
  const died = new Promise<LocalError>((resolve) => {
    void program.ended.then(async (end) => {
      if (!stopping) resolve(await epitaph(program, end));
    });
  });
  try {
    const cloud = cloudAt(`http://127.0.0.1:${port}`);
    await ready(cloud, died, options.signal);
    return { cloud, died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function launch({ places, interpreter, env }: EmulatorOptions, port: number): Promise<Program> {
  const temporary = join(places.emulator, 'tmp');
  await rm(places.emulator, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  // Functions run below this folder, and Node would take them for ES modules, as this repository's package.json says.
  await writeFile(join(places.emulator, 'package.json'), '{ "type": "commonjs" }\n');
  return startProgram({
    command: interpreter,
    args: [PROGRAM],
    cwd: places.emulator,
    log: join(places.logs, 'emulator.log'),
    tether: true,
    // It has nothing to save.
    graceMs: 0,
    env: {
      ...bareEnvironment(env),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: 'us-east-1',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LAMBDA_EXECUTOR: 'local',
      TMPDIR: temporary,
      STATE_DIR: join(places.emulator, 'state'),
      S3_DATA_DIR: join(places.emulator, 's3'),
      // It would look for containers that an earlier one may have left, among those of this machine.
      DOCKER_HOST: `unix://${join(places.emulator, 'no-docker.sock')}`,
    },
  });
}

async function ready(cloud: Cloud, died: Promise<LocalError>, signal: AbortSignal): Promise<void> {
  const answered = untilAnswers(cloud, signal);
  const error = await Promise.race([answered, died]);
  if (error) throw error;
}

async function untilAnswers(cloud: Cloud, signal: AbortSignal): Promise<LocalError | undefined> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    if (await answers(cloud)) return undefined;
    await pause(POLL_MS);
  }
  return new LocalError(`The local AWS did not answer within ${READY_WITHIN_MS / 1000} seconds.`);
}

async function answers(cloud: Cloud): Promise<boolean> {
  try {
    const response = await fetch(`${cloud.endpoint}/_ministack/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function epitaph(program: Program, { code, signal, failure }: ProgramEnd): Promise<LocalError> {
  const how = failure ? failure.message : signal ? `ended by ${signal}` : `exit code ${code}`;
  const [last] = await lastLines(program.log, 1);
  const words = last ? `; its last words: ${last}` : '';
  return new LocalError(`The local AWS stopped by itself (${how})${words} (all of them: ${program.log}).`);
}
