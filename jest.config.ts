import type { Config } from 'jest';

const project = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: [],
  transform: {
    '\\.(ts|js|mjs)$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // These packages ship ES modules only; middy's exports even hide them from require.
  moduleNameMapper: { '^@middy/(core|util)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  transformIgnorePatterns: [
    '/node_modules/(?!(@middy|jose|@seriousme|oidc-provider|eventsource|eventsource-parser)/)',
  ],
} as const;

/**
 * `unit` needs nothing but Node and is done in a minute; `exhaustive`, too, needs nothing else, but goes through every cut that there can be;
 * `templates` synthesizes what is deployed, of every stage that is tried; `integration` starts the local cloud itself.
 */
const config: Config = {
  // A hung test ends; a slow machine is no failure.
  testTimeout: 60_000,
  // jest would leave one core idle, which is half of a small machine.
  maxWorkers: '100%',
  projects: [
    {
      ...project,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '\\.(integration|exhaustive)\\.test\\.ts$',
        '<rootDir>/test/lib/',
      ],
    },
    {
      ...project,
      displayName: 'exhaustive',
      testMatch: ['<rootDir>/test/**/*.exhaustive.test.ts'],
    },
    {
      ...project,
      displayName: 'templates',
      testMatch: ['<rootDir>/test/lib/**/*.test.ts'],
    },
    {
      ...project,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/**/*.integration.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/take-turns.ts'],
      globalSetup: '<rootDir>/test/support/local-cloud.setup.ts',
      globalTeardown: '<rootDir>/test/support/local-cloud.teardown.ts',
    },
  ],
};

export default config;
