import { parseConfig } from '../../../lib/config.ts';
import { scheduleExpression } from '../../../lib/runtime/schedule.ts';
import { resourcesOf, templatesOf } from '../../support/synthesize.ts';

describe('the schedule of the job', () => {
  it.each([
    ['off', undefined],
    ['rate(1 hour)', 'rate(1 hour)'],
    ['cron(0 6 ? * MON-FRI *)', 'cron(0 6 ? * MON-FRI *)'],
    [{ daily: '02:30' }, 'cron(30 2 * * ? *)'],
    [{ weekly: 'sunday', at: '23:05' }, 'cron(5 23 ? * SUN *)'],
    [{ monthly: 28, at: '00:00' }, 'cron(0 0 28 * ? *)'],
  ] as const)('%j is %s to EventBridge Scheduler', (schedule, expression) => {
    const { dataSync } = parseConfig('prod', { dataSync: { schedule } });
    expect(scheduleExpression(dataSync.schedule)).toBe(expression);
  });

  it.each([
    'hourly',
    'rate(0 minutes)',
    'cron(0 6)',
    { daily: '24:00' },
    { weekly: 'someday', at: '02:30' },
    { monthly: 31, at: '02:30' },
    { weekly: 'monday' },
    {},
  ])('is not %j', (schedule) => {
    expect(() => parseConfig('prod', { dataSync: { schedule } })).toThrow('/dataSync/schedule');
  });

  it('starts the state machine in its time zone, and is not repeated for long', () => {
    const { dataSync } = templatesOf('prod', {
      dataSync: { schedule: { daily: '02:30' }, timeZone: 'Europe/Vienna' },
    });
    dataSync.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(30 2 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Vienna',
      Target: {
        Input: '{"startedBy":"schedule"}',
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 },
      },
    });
  });

  it('is not there when it is off', () => {
    const { dataSync } = templatesOf('prod', { dataSync: { schedule: 'off' } });
    const inputs = resourcesOf(dataSync, 'AWS::Scheduler::Schedule').map(
      ([, { Properties }]) => (Properties.Target as { readonly Input?: string }).Input,
    );
    expect(inputs).not.toContain('{"startedBy":"schedule"}');
  });
});

describe('the credentials', () => {
  it('may be written only where the stage says so', () => {
    const actions = (content: object) =>
      JSON.stringify(templatesOf('prod', content).dataSync.toJSON()).includes(
        'secretsmanager:PutSecretValue',
      );
    expect(actions({})).toBe(true);
    expect(actions({ dataSync: { credentialAccess: 'read' } })).toBe(false);
  });
});

describe('the networks that may be connected to', () => {
  it.each(['10.0.0.0', 'everything', '10.0.0.0/8/8'])('are not %s', (network) => {
    expect(() => parseConfig('prod', { dataSync: { allowedNetworks: [network] } })).toThrow(
      '/dataSync/allowedNetworks',
    );
  });

  it('are none unless the stage names some, and no setting adds any', () => {
    const text = (content: object) => JSON.stringify(templatesOf('prod', content).dataSync.toJSON());
    expect(text({})).not.toContain('ALLOWED_NETWORKS');
    expect(text({ dataSync: { allowedNetworks: ['10.1.0.0/16', '::1/128'] } })).toContain(
      '"ALLOWED_NETWORKS":"10.1.0.0/16 ::1/128"',
    );
  });
});
