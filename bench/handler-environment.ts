import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

/** What handlers ask of their environment and must have a certain form; all else can be any text. */
const FORMED = {
  EVENT_FORMAT: 'event',
  MAX_RECORD_BYTES: '1048576',
  FEED_PARTITIONS: '8',
  FEED_CLIENTS: '[{"client":"*"}]',
  CREDENTIAL_MAPS: '[]',
  SCHEDULES: '{}',
  PARTS: '16',
  INACTIVE_DAYS: '30',
  TIME_ZONE: 'UTC',
  TOKEN_ISSUER: 'https://issuer.example',
  TOKEN_JWKS_URL: 'https://issuer.example/jwks',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

/** An environment in which every handler can be loaded: all variables that contracts and handlers name, and what Lambda sets. */
export function handlerEnvironment(): Readonly<Record<string, string>> {
  const sources = globSync('lambda/**/{contract,*.handler}.ts', { cwd: ROOT });
  const named = sources.flatMap((file) => [
    ...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/'([A-Z][A-Z0-9_]+)'/g),
  ]);
  return { ...Object.fromEntries(named.map(([, name = '']) => [name, 'bench'])), ...FORMED };
}
