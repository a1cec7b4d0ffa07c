import { readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { pathWithPython } from '../support/fake-python.ts';
import { type LocalRun, makeHome, startLocalRun } from '../support/local-run.ts';
import { localSystemFile } from '../support/local-system.ts';

jest.setTimeout(120_000);

/** Without the emulator that the other tests use. */
const OWN_EMULATOR = { AWS_ENDPOINT_URL: undefined };

interface Failure {
  readonly exitCode: number | null;
  /** What it said after its last step. */
  readonly said: string;
  readonly processes: readonly string[];
}

async function failureOf(run: LocalRun): Promise<Failure> {
  const exitCode = await run.ended();
  const said = run.output().trim().split('\n').at(-1) ?? '';
  return { exitCode, said, processes: run.processes() };
}

describe('npm start that cannot go on ends with one clear sentence and leaves no process', () => {
  let home: string;
  let servers: Server[] = [];

  beforeEach(() => {
    home = makeHome();
  });

  afterEach(() => {
    for (const server of servers) server.close();
    servers = [];
    rmSync(home, { recursive: true, force: true });
  });

  async function serve(status: number): Promise<number> {
    const server = createServer((_, response) => response.writeHead(status).end());
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  function start(args: readonly string[], env: Record<string, string | undefined> = {}): LocalRun {
    const own = ['--python', join(home, 'python'), ...args];
    return startLocalRun({ home, args: own, env: { ...OWN_EMULATOR, ...env } });
  }

  it('when the port that was asked for is taken', async () => {
    const port = await serve(200);
    const failure = await failureOf(start(['--port', String(port)]));
    expect(failure).toEqual({
      exitCode: 1,
      said: expect.stringMatching(new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is taken .* --port`)),
      processes: [],
    });
  });

  it('when there is no Python', async () => {
    const failure = await failureOf(start([], { PATH: pathWithPython(join(home, 'bin')) }));
    expect(failure).toEqual({
      exitCode: 1,
      said: expect.stringMatching(/Python 3\.10 or later and none was found .* set AWS_ENDPOINT_URL/),
      processes: [],
    });
  });

  it('when Python is too old', async () => {
    const PATH = pathWithPython(join(home, 'bin'), { version: [3, 9, 18] });
    expect(await failureOf(start([], { PATH }))).toEqual({
      exitCode: 1,
      said: expect.stringMatching(/Python 3\.10 or later and only 3\.9\.18 was found.* set AWS_ENDPOINT_URL/),
      processes: [],
    });
  });

  it('when Python has no venv module', async () => {
    const PATH = pathWithPython(join(home, 'bin'), { version: [3, 11, 2], makesEnvironments: false });
    expect(await failureOf(start([], { PATH }))).toEqual({
      exitCode: 1,
      said: expect.stringMatching(/Python 3\.11\.2 lacks its venv module: .*python3-venv.* AWS_ENDPOINT_URL/),
      processes: [],
    });
  });

  it('when there is no network to install from', async () => {
    const nowhere = { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_FIND_LINKS: '', PIP_NO_CACHE_DIR: '1' };
    expect(await failureOf(start([], nowhere))).toEqual({
      exitCode: 1,
      said: expect.stringMatching(/could not be installed from the Python package index; is there a network/),
      processes: [],
    });
  });

  it('when the emulator ends at once', async () => {
    const emulator = 'echo the disk is full; exit 3';
    const PATH = pathWithPython(join(home, 'bin'), { version: [3, 11, 2], emulator });
    expect(await failureOf(start([], { PATH }))).toEqual({
      exitCode: 1,
      said: expect.stringMatching(/stopped by itself \(exit code 3\); its last words: the disk is full/),
      processes: [],
    });
  });

  it('when nothing answers at AWS_ENDPOINT_URL', async () => {
    expect(await failureOf(start([], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }))).toEqual({
      exitCode: 1,
      said: expect.stringMatching(
        /^AWS_ENDPOINT_URL is "http:\/\/127\.0\.0\.1:9", and nothing answers there/,
      ),
      processes: [],
    });
  });

  it('when the deployment fails', async () => {
    const port = await serve(400);
    expect(await failureOf(start([], { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }))).toEqual({
      exitCode: 1,
      said: expect.stringMatching(/^cdk bootstrap failed: .*cdk-bootstrap\.log\)\.$/),
      processes: [],
    });
  });

  it('when another one runs in the same folder', async () => {
    const running = dirname(localSystemFile());
    const run = startLocalRun({ home: running });
    expect({ exitCode: await run.ended(), said: run.output().trim() }).toEqual({
      exitCode: 1,
      said: expect.stringMatching(
        /^Another npm start is running in .* \(process \d+, since .*\): end it first/,
      ),
    });
  });

  it('when the command line is wrong', async () => {
    const run = start(['--prot', '8000']);
    expect(await failureOf(run)).toEqual({
      exitCode: 1,
      said: expect.stringMatching(/'--prot'.*--help lists the options/),
      processes: [],
    });
  });

  it('but takes over the lock of one that was killed', async () => {
    const emulator = 'cat > /dev/null';
    const PATH = pathWithPython(join(home, 'bin'), { version: [3, 11, 2], emulator });
    const killed = start([], { PATH });
    await killed.says('Starting the local AWS');
    killed.signal('SIGKILL');
    await killed.ended();
    expect(readdirSync(join(home, 'lock'))).toHaveLength(2);
    const next = await failureOf(start([], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }));
    expect(next).toEqual({
      exitCode: 1,
      said: expect.stringContaining('nothing answers there'),
      processes: [],
    });
  });
});
