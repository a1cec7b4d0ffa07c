import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LocalError } from './local-error.ts';

/** A Python that can make virtual environments. */
export interface Python {
  readonly executable: string;
  readonly version: string;
}

const OLDEST_MINOR = 10;
const COMMANDS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const WITHOUT = 'or set AWS_ENDPOINT_URL to an AWS emulator that you run yourself';
const PROBE = `
import importlib.util as u, json, sys
has = all(u.find_spec(m) for m in ("venv", "ensurepip"))
print(json.dumps([list(sys.version_info[:3]), sys.executable, has]))
`;
const PROBE_TIMEOUT_MS = 10_000;

interface Probe {
  readonly version: readonly number[];
  readonly executable: string;
  readonly makesEnvironments: boolean;
}

/** The first suitable Python on the PATH. Throws LocalError that says what is missing and what to do about it. */
export async function findPython(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Python> {
  const probes: Probe[] = [];
  for (const command of COMMANDS) {
    const probe = await probePython(command, env);
    signal.throwIfAborted();
    if (probe && recent(probe) && probe.makesEnvironments) {
      return { executable: probe.executable, version: probe.version.join('.') };
    }
    if (probe) probes.push(probe);
  }
  throw new LocalError(whatIsMissing(probes));
}

async function probePython(command: string, env: NodeJS.ProcessEnv): Promise<Probe | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ['-c', PROBE], { env, timeout: PROBE_TIMEOUT_MS });
    const [version, executable, makesEnvironments] = JSON.parse(stdout) as [number[], string, boolean];
    return { version, executable, makesEnvironments };
  } catch {
    return undefined;
  }
}

function recent({ version: [major = 0, minor = 0] }: Probe): boolean {
  return major > 3 || (major === 3 && minor >= OLDEST_MINOR);
}

function whatIsMissing(probes: readonly Probe[]): string {
  const bare = probes.find(recent);
  if (bare) {
    return `Python ${bare.version.join('.')} lacks its venv module: install it (on Debian and Ubuntu: apt-get install python3-venv), ${WITHOUT}.`;
  }
  const [old] = probes;
  const found = old ? `only ${old.version.join('.')} was found` : 'none was found as python3 or python';
  return `The local AWS needs Python 3.${OLDEST_MINOR} or later and ${found}: install it, ${WITHOUT}.`;
}
