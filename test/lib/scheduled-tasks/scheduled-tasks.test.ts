import { CUSTOMER_TASKS } from '../../../lambda/rules/task/customer-tasks.ts';
import { parseConfig } from '../../../lib/config.ts';
import { taskDefinition } from '../../../lib/scheduled-tasks/task-definition.ts';
import { TASK_FIELDS } from '../../../lib/scheduled-tasks/tasks-config.ts';
import { type Definition, nextOf } from '../../support/state-machine.ts';
import { resourcesOf, templatesOf } from '../../support/synthesize.ts';

const definition = taskDefinition({
  beginTask: 'arn:begin',
  walkCustomers: 'arn:walk',
  endTask: 'arn:end',
}) as Definition;
const part = definition.States['Each part']?.ItemProcessor as Definition;

describe('the state machine of the scheduled tasks', () => {
  it.each([
    ['the run', definition],
    ['a part', part],
  ])('leads only to states that there are, and to each of them: %s', (_what, { StartAt, States }) => {
    const reached = [StartAt, ...Object.values(States).flatMap(nextOf)];
    expect(new Set(reached)).toEqual(new Set(Object.keys(States)));
    for (const [name, state] of Object.entries(States)) {
      const ends = state.End === true || ['Succeed', 'Fail'].includes(state.Type);
      expect([name, ends]).toEqual([name, nextOf(state).length === 0]);
    }
  });

  it('calls every function again that fails, and ends the run whatever becomes of a part', () => {
    const tasks = [...Object.values(definition.States), ...Object.values(part.States)].filter(
      ({ Type }) => Type === 'Task',
    );
    expect(tasks.map(({ Resource }) => Resource).sort()).toEqual(['arn:begin', 'arn:end', 'arn:walk']);
    for (const { Retry } of tasks) expect(Retry?.[0]?.ErrorEquals).toEqual(['States.ALL']);
    expect(part.States['Look at customers']?.Catch?.map(({ Next }) => Next)).toEqual(['Part ends']);
    expect(definition.States['Each part']?.Next).toBe('End run');
  });
});

describe('the schedules', () => {
  const schedulesOf = (stage: object) =>
    resourcesOf(templatesOf('prod', stage).dataSync, 'AWS::Scheduler::Schedule').flatMap(
      ([, { Properties }]) => {
        const { Input = '' } = Properties.Target as { readonly Input?: string };
        return Input.includes('"task"') ? [[JSON.parse(Input), Properties.ScheduleExpression]] : [];
      },
    );

  it('know every task by a name of its own', () => {
    expect(Object.values(TASK_FIELDS).sort()).toEqual(CUSTOMER_TASKS.map(({ name }) => name).sort());
    expect(Object.keys(parseConfig('prod', {}).scheduledTasks.schedules).sort()).toEqual(
      Object.keys(TASK_FIELDS).sort(),
    );
  });

  it('run each task once a night, in an order in which each finds the work of the others done', () => {
    expect(schedulesOf({})).toEqual([
      [{ task: 'Delete Segments', startedBy: 'schedule' }, 'cron(0 1 * * ? *)'],
      [{ task: 'Delete Inactive Segment', startedBy: 'schedule' }, 'cron(30 1 * * ? *)'],
      [{ task: 'Unstratified Segment', startedBy: 'schedule' }, 'cron(0 2 * * ? *)'],
      [{ task: 'Stratified Segment', startedBy: 'schedule' }, 'cron(30 2 * * ? *)'],
      [{ task: 'Dynamic Promotion', startedBy: 'schedule' }, 'cron(0 3 * * ? *)'],
      [{ task: 'Franchisee Assignment', startedBy: 'schedule' }, 'cron(30 3 * * ? *)'],
      [{ task: 'Generate Offer', startedBy: 'schedule' }, 'cron(0 4 * * ? *)'],
    ]);
  });

  it('are not there for what is off', () => {
    const schedules = Object.fromEntries(Object.keys(TASK_FIELDS).map((field) => [field, 'off']));
    expect(schedulesOf({ scheduledTasks: { schedules } })).toEqual([]);
  });
});
