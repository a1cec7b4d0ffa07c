import { execFile, execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Example } from './consumer-process.ts';

const FOLDER = resolve(import.meta.dirname, '../../examples/kcl-consumer');
const OLDEST_JAVA = 17;

/** What the KCL example lacks on this machine, as a sentence; undefined when nothing. */
export function missingForKcl(): string | undefined {
  const version = output('javac', '-version');
  const major = Number(/javac (\d+)/.exec(version ?? '')?.[1] ?? 0);
  const lacks = [
    major < OLDEST_JAVA && `a JDK of version ${OLDEST_JAVA} or later`,
    output('mvn', '--version') === undefined && 'Maven',
  ].filter((what) => what !== false);
  if (lacks.length === 0) return undefined;
  return `The KCL consumer was NOT tried: this machine lacks ${lacks.join(' and ')} (on Debian and Ubuntu: apt-get install default-jdk-headless maven).`;
}

/** Compiles the example, without the network when Maven has all that it needs, and tells how to run it. */
export async function buildKclExample(): Promise<Example> {
  const goals = ['--batch-mode', '--quiet', 'compile', 'dependency:copy-dependencies'];
  const build = (...options: string[]) => promisify(execFile)('mvn', [...options, ...goals], { cwd: FOLDER });
  await build('--offline').catch(() => build());
  const classPath = [join(FOLDER, 'target/classes'), join(FOLDER, 'target/dependency/*')].join(':');
  // The local cloud and the simulator speak JSON, not the CBOR that the Java SDK prefers.
  const properties = ['-Daws.cborEnabled=false', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
  return {
    name: 'the KCL consumer',
    command: 'java',
    args: [...properties, '-cp', classPath, 'KclConsumer'],
  };
}

function output(command: string, argument: string): string | undefined {
  try {
    return execFileSync(command, [argument], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
