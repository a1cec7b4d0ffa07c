import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalError } from './local-error.ts';
import { waitForLock } from './lock.ts';
import type { Places } from './places.ts';
import { lastLines, type ProgramOptions, runProgram } from './processes.ts';
import type { Note } from './progress.ts';
import type { Python } from './python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
/** pip's own settings are respected, but for those that would install to another place. */
const MISPLACING_SETTINGS = ['PIP_TARGET', 'PIP_PREFIX', 'PIP_USER', 'PIP_ROOT', 'PYTHONPATH', 'PYTHONHOME'];

export interface PythonEnvironmentOptions {
  readonly places: Places;
  readonly python: Python;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly note: Note;
}

/**
 * A virtual environment that holds exactly what requirements.txt lists, and the path of its interpreter. It is made
 * once and used again; made anew when the list or Python has changed, or it is broken.
 */
export async function preparePythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const { places, python, signal, note } = options;
  // What differs gets a folder of its own: another run may be using the one that was right for it.
  const folder = join(places.python, await fingerprint(python));
  const release = await waitForLock(`${folder}.lock`, {
    signal,
    onWait: ({ pid }) => note(`waiting for process ${pid}, which is making it`),
  });
  try {
    return await reuseOrMake(options, folder);
  } finally {
    await release();
  }
}

async function reuseOrMake(options: PythonEnvironmentOptions, folder: string): Promise<string> {
  const interpreter = join(folder, 'bin', 'python');
  const mark = join(folder, 'complete');
  if (existsSync(mark) && (await works(options, interpreter))) {
    options.note('the one made earlier is used again');
    return interpreter;
  }
  await makeEnvironment(options, folder, interpreter);
  await writeFile(mark, '');
  return interpreter;
}

async function fingerprint(python: Python): Promise<string> {
  const requirements = await readFile(REQUIREMENTS);
  return createHash('sha256')
    .update(`${python.executable} ${python.version}\n`)
    .update(requirements)
    .digest('hex')
    .slice(0, 16);
}

async function works(options: PythonEnvironmentOptions, interpreter: string): Promise<boolean> {
  const end = await runProgram(
    program(options, { command: interpreter, args: ['-c', 'import ministack.app'], log: 'python-check.log' }),
    options.signal,
  );
  return end.code === 0;
}

async function makeEnvironment(
  options: PythonEnvironmentOptions,
  folder: string,
  interpreter: string,
): Promise<void> {
  const { python, signal, note } = options;
  await rm(folder, { recursive: true, force: true });
  const venv = program(options, {
    command: python.executable,
    args: ['-m', 'venv', folder],
    log: 'venv.log',
  });
  if ((await runProgram(venv, signal)).code !== 0) {
    throw new LocalError(
      `Python ${python.version} could not make a virtual environment: ${await reason(venv.log)} (on Debian and Ubuntu, apt-get install python3-venv).`,
    );
  }
  note('installing the local AWS into it');
  const pip = program(options, {
    command: interpreter,
    args: [
      '-m',
      'pip',
      'install',
      '--require-hashes',
      '--no-deps',
      '--no-compile',
      '--no-input',
      '--retries',
      '2',
      '-r',
      REQUIREMENTS,
    ],
    log: 'pip.log',
  });
  if ((await runProgram(pip, signal)).code !== 0) {
    throw new LocalError(
      `The local AWS could not be installed from the Python package index; is there a network, or a mirror in pip's settings? ${await reason(pip.log)} (all of it: ${pip.log}).`,
    );
  }
}

function program(
  options: PythonEnvironmentOptions,
  { command, args, log }: { command: string; args: readonly string[]; log: string },
): ProgramOptions {
  const env = { ...options.env };
  for (const name of MISPLACING_SETTINGS) delete env[name];
  return { command, args, cwd: options.places.home, env, log: join(options.places.logs, log) };
}

async function reason(log: string): Promise<string> {
  const lines = await lastLines(log, 20);
  const said = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1);
  return said ? `It said: ${said}` : 'It said nothing';
}
