import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { apiClient, fetchToken } from '../../local/api-client.ts';
import { type LocalRun, makeHome, processesAbout, startLocalRun } from '../support/local-run.ts';

jest.setTimeout(180_000);

const OWN_EMULATOR = { AWS_ENDPOINT_URL: undefined };
const UP = 'Ctrl-C ends it.';

describe('npm start, ended from outside', () => {
  let runs: LocalRun[] = [];

  afterEach(async () => {
    for (const run of runs) await run.dispose();
    runs = [];
  });

  function start(args: readonly string[] = []): LocalRun {
    const run = startLocalRun({ args, env: OWN_EMULATOR });
    runs.push(run);
    return run;
  }

  async function expectNothingLeft(run: LocalRun): Promise<void> {
    expect(run.processes()).toEqual([]);
    expect(existsSync(join(run.home, 'outputs.json'))).toBe(false);
    expect(readdirSync(join(run.home, 'lock'))).toEqual([]);
  }

  it.each(['Preparing the Python environment', 'installing the local AWS into it'])(
    'ends with 130 and leaves nothing at Ctrl-C after "%s", when everything has to be installed',
    async (line) => {
      const home = makeHome();
      try {
        const run = start(['--python', join(home, 'python')]);
        await run.says(line);
        run.signal('SIGINT');
        expect(await run.ended()).toBe(130);
        expect(processesAbout(home)).toEqual([]);
        await expectNothingLeft(run);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
  );

  it.each(['Starting the local AWS', 'cdk bootstrap', 'cdk deploy', 'Putting the sample catalog'])(
    'ends with 130 and leaves nothing at Ctrl-C after "%s"',
    async (line) => {
      const run = start();
      await run.says(line);
      run.signal('SIGINT');
      expect(await run.ended()).toBe(130);
      expect(run.output()).toMatch(/\nEnded by SIGINT\.\n$/);
      expect(deploymentEnded(run)).toBe(line === 'Putting the sample catalog');
      await expectNothingLeft(run);
    },
  );

  it('ends with 143 when it is asked to terminate', async () => {
    const run = start();
    await run.says('cdk bootstrap');
    run.signal('SIGTERM');
    expect(await run.ended()).toBe(143);
    await expectNothingLeft(run);
  });

  it('ends with 0 at Ctrl-C when it is up', async () => {
    const run = start(['--no-tour']);
    await run.says(UP);
    await wakeFunctions(run);
    run.signal('SIGINT');
    expect(await run.ended()).toBe(0);
    await expectNothingLeft(run);
  });

  it('says so and ends with 1 when the emulator dies while it is up', async () => {
    const run = start(['--no-tour']);
    await run.says(UP);
    await wakeFunctions(run);
    killEmulator(run);
    expect(await run.ended()).toBe(1);
    expect(run.output()).toMatch(/\nThe local AWS stopped by itself \(ended by SIGKILL\).*\n$/);
    await expectNothingLeft(run);
  });

  it('says so and ends with 1 when the emulator dies during the deployment', async () => {
    const run = start();
    await run.says('cdk deploy');
    killEmulator(run);
    expect(await run.ended()).toBe(1);
    expect(run.output()).toMatch(/\nThe local AWS stopped by itself \(ended by SIGKILL\).*\n$/);
    await expectNothingLeft(run);
  });

  it('ends when the process that started it is killed', async () => {
    const home = makeHome();
    const program = resolve(import.meta.dirname, '../../local/start.ts');
    // The trailing command keeps the shell from handing its process over.
    const shell = spawn(
      '/bin/sh',
      ['-c', '"$0" "$1" --no-tour --home "$2"; true', process.execPath, program, home],
      {
        env: { ...process.env, AWS_ENDPOINT_URL: undefined },
        stdio: 'ignore',
      },
    );
    try {
      while (!existsSync(join(home, 'logs', 'cdk-bootstrap.log'))) await pause(50);
      shell.kill('SIGKILL');
      await once(shell, 'exit');
      while (processesAbout(home).length > 0) await pause(50);
      expect(readdirSync(join(home, 'lock'))).toEqual([]);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});

/** Makes the emulator start processes for functions, which would outlive it if nobody saw to it. */
async function wakeFunctions(run: LocalRun): Promise<void> {
  const { apiUrl, oauth } = await run.outputs();
  const token = await fetchToken(oauth.tokenUrl, oauth.clients.nobody);
  await apiClient({ apiUrl, token }).call('POST', '/orders', {});
  expect(run.processes().filter((line) => line.includes('_worker.js'))).not.toEqual([]);
}

/** Whether cdk deploy came to its end by itself. */
function deploymentEnded(run: LocalRun): boolean {
  const log = join(run.home, 'logs', 'cdk-deploy.log');
  return existsSync(log) && readFileSync(log, 'utf8').includes('Total time');
}

function killEmulator(run: LocalRun): void {
  const [pid] = run.processes().filter((line) => line.includes('run-emulator.py'));
  process.kill(Number.parseInt(pid ?? '', 10), 'SIGKILL');
}
