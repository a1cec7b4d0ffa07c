import { existsSync } from 'node:fs';
import path from 'node:path';
import { BUNDLING } from '../../../lib/runtime/bundling.ts';
import { FULL_STAGE } from '../../support/example-stages.ts';
import { pathOf, resourcesOf, templatesOf } from '../../support/synthesize.ts';

const templates = Object.values(templatesOf('prod', FULL_STAGE));
const functions = templates.flatMap((template) =>
  resourcesOf(template, 'AWS::Lambda::Function').map(([, resource]) => ({
    name: pathOf(resource),
    properties: resource.Properties,
  })),
);

/** State machines wait for them: a turn is as long as a function can live. */
const LONG = [
  'Job/DrainLanes/Function',
  'Import/ReadFile/Function',
  'Import/WorkRecords/Function',
  'Import/FinishImport/Function',
  'Tasks/WalkCustomers/Function',
  'Tasks/EndTask/Function',
  'Feed/StreamFeed/Function',
];

describe.each(functions)('the function $name', ({ name, properties }) => {
  it('runs on Node 24 and arm64, traced, with JSON logs', () => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.anything() },
      Handler: 'index.handler',
    });
  });

  it('is told its stage, its service and where its metrics belong', () => {
    expect(properties.Environment).toMatchObject({
      Variables: {
        STAGE: 'prod',
        POWERTOOLS_SERVICE_NAME: expect.stringMatching(/^[a-z-]+$/),
        POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
      },
    });
  });

  it('ends before those who wait for it do, and reserves no concurrency', () => {
    expect(properties.Timeout).toBeLessThanOrEqual(LONG.includes(name) ? 900 : 60);
    expect(properties.ReservedConcurrentExecutions).toBeUndefined();
  });
});

describe('log groups', () => {
  it('are kept as long as configured, every one of them', () => {
    const groups = templates.flatMap((template) => resourcesOf(template, 'AWS::Logs::LogGroup'));
    const machines = templates.flatMap((template) =>
      resourcesOf(template, 'AWS::StepFunctions::StateMachine'),
    );
    // The gateway's access log and the state machines', too.
    expect(groups).toHaveLength(functions.length + 1 + machines.length);
    for (const [, { Properties }] of groups) expect(Properties.RetentionInDays).toBe(90);
  });
});

describe('bundles', () => {
  it('put a file that is there in the place of what they leave out', () => {
    const root = path.join(import.meta.dirname, '../../..');
    for (const replacement of Object.values(BUNDLING.alias)) {
      expect(existsSync(path.join(root, replacement))).toBe(true);
    }
  });
});
