import { StepFunctionsTaskJob } from '../../lambda/adapters/step-functions/task-job.ts';
import type { JsonValue } from '../../lambda/domain/json.ts';
import { meetsOneOf, ROLES } from '../../lambda/domain/role.ts';
import { ROUTES } from '../../lambda/model/routes.ts';
import { TASK_PATHS } from '../../lambda/model/scheduled-task-names.ts';
import { TASK_RUN_ANSWER, TASKS_ANSWER } from '../../lambda/model/scheduled-task-requests.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { validate } from '../../lambda/model/validate.ts';
import { listTasks, runTask } from '../../lambda/scheduled-tasks/run-task.ts';
import { TaskDesk } from '../support/task-desk.ts';

const NOW = Date.UTC(2026, 10, 22, 9);

/** An answer as a client reads it, which has the form that the documents give. */
function told(shape: Shape, answer: JsonValue): Record<string, unknown> {
  expect(validate(shape, answer)).toEqual([]);
  return JSON.parse(JSON.stringify(answer));
}

function jobWith(started: object[]) {
  return {
    clock: () => NOW,
    job: {
      start: async (run: { task: string; runId: string }) => {
        started.push(run);
        return `execution:${run.runId}`;
      },
    },
  };
}

describe('a task that is run on demand', () => {
  it('is started under an id that tells its time, and shown as running', async () => {
    const started: object[] = [];
    const answer = await runTask(jobWith(started), { task: 'generate-offer', suffix: 'abcd1234' });
    expect(told(TASK_RUN_ANSWER, answer)).toMatchObject({
      runId: '20261122T090000000Z-abcd1234',
      task: 'Generate Offer',
      status: 'running',
      startedBy: 'request',
    });
    expect(started).toEqual([{ task: 'Generate Offer', runId: '20261122T090000000Z-abcd1234' }]);
  });

  it('is not found when there is none of that name; the nearest is named', async () => {
    const started: object[] = [];
    await expect(runTask(jobWith(started), { task: 'generate-ofer', suffix: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'there is no such task; the nearest is "generate-offer"',
    });
    expect(started).toEqual([]);
  });

  it('is an execution of the state machine, named by the run', async () => {
    const inputs: unknown[] = [];
    const client = {
      send: async ({ input }: { input: unknown }) => {
        inputs.push(input);
        return { executionArn: 'arn:execution' };
      },
    };
    const job = new StepFunctionsTaskJob({ client: client as never, stateMachineArn: 'arn:machine' });
    expect(await job.start({ task: 'Generate Offer', runId: 'run-1' })).toBe('arn:execution');
    const input = '{"task":"Generate Offer","runId":"run-1","startedBy":"request"}';
    expect(inputs).toEqual([{ stateMachineArn: 'arn:machine', name: 'run-1', input }]);
  });
});

describe('the list of tasks', () => {
  it('says when each runs, and how its latest run went', async () => {
    const desk = new TaskDesk();
    await desk.crm.putSegment('best', { offer: { offerId: 'O' } });
    await desk.crm.putCustomer('1', { customerSegments: { segment: [{ segmentId: 'best' }] } });
    await desk.run('Generate Offer');
    const answer = await listTasks(desk.monitor, { 'Generate Offer': 'cron(0 4 * * ? *)' });
    const { tasks } = told(TASKS_ANSWER, answer) as { tasks: Record<string, unknown>[] };
    expect(tasks.map(({ path }) => path)).toEqual(TASK_PATHS.map((path) => `/scheduled-tasks/${path}/runs`));
    expect(tasks[6]).toMatchObject({
      task: 'Generate Offer',
      schedule: 'cron(0 4 * * ? *)',
      lastRun: { runId: 'run-1', status: 'success', customers: { seen: 1, changed: 1, failed: 0 } },
    });
    expect(tasks[0]).toMatchObject({ task: 'Delete Inactive Segment', schedule: 'off' });
    expect(tasks[0]).not.toHaveProperty('lastRun');
  });
});

describe('the routes of the scheduled tasks', () => {
  const routes = ROUTES.filter(({ path }) => path.startsWith('/scheduled-tasks'));

  it('are these', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /scheduled-tasks',
      'POST /scheduled-tasks/{task}/runs',
    ]);
  });

  it.each(routes)('$method $path lets in job and system administrators, and nobody else', ({ roles }) => {
    expect(ROLES.filter((role) => meetsOneOf(roles, [role]))).toEqual(['system-admin', 'job-admin']);
  });
});
