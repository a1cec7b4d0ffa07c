import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { TASK_METRICS } from '../../lambda/scheduled-tasks/contract.ts';
import type { AppConfig } from '../config.ts';
import { grantMonitor, grantRun } from '../data-sync/sync-queues-access.ts';
import type { SyncTables } from '../data-sync/sync-tables.ts';
import { grantCommit, grantList, grantQuery, grantWalk } from '../records/record-access.ts';
import { type RecordTables, tablesEnvironment } from '../records/record-tables.ts';
import { JobStateMachine } from '../runtime/job-state-machine.ts';
import { scheduleExpression } from '../runtime/schedule.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import { taskDefinition } from './task-definition.ts';
import { TASK_FIELDS } from './tasks-config.ts';

export interface ScheduledTasksProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
  /** Their ledger holds the job monitor. */
  readonly queues: SyncTables;
}

/** The scheduled tasks: one state machine, the functions that its states call, a schedule for each task, and the API. */
export class ScheduledTasks extends Construct {
  readonly job: JobStateMachine<'beginTask' | 'walkCustomers' | 'endTask'>;
  readonly #config: AppConfig;
  readonly #tables: RecordTables;
  readonly #queues: SyncTables;
  readonly #runTask: ServiceFunction;

  constructor(scope: Construct, id: string, props: ScheduledTasksProps) {
    super(scope, id);
    this.#config = props.config;
    this.#tables = props.tables;
    this.#queues = props.queues;
    this.job = new JobStateMachine(new Construct(this, 'Job'), {
      config: props.config,
      name: `millrace-${props.config.stage}-scheduled-tasks`,
      comment: 'Has a scheduled task look at all customers',
      functions: {
        beginTask: this.beginTask(),
        walkCustomers: this.walkCustomers(),
        endTask: this.endTask(),
      },
      definition: taskDefinition,
    });
    this.schedule();
    this.#runTask = this.runTask();
  }

  /** The functions by the entry that the routes name. */
  get functions(): Readonly<Record<string, IFunction>> {
    return { 'scheduled-tasks/run-task': this.#runTask.function };
  }

  private beginTask(): ServiceFunction {
    const { timeZone, inactiveDays, parts } = this.#config.scheduledTasks;
    const begin = this.serviceFunction('BeginTask', {
      entry: 'begin-task',
      description: 'Begins a run of a scheduled task',
      environment: { TIME_ZONE: timeZone, INACTIVE_DAYS: String(inactiveDays), PARTS: String(parts) },
      timeout: Duration.minutes(1),
    });
    grantQuery(this.#tables, begin);
    grantList(this.#tables, begin);
    grantRun(this.#queues, begin);
    return begin;
  }

  private walkCustomers(): ServiceFunction {
    const walk = this.serviceFunction('WalkCustomers', {
      entry: 'walk-customers',
      description: 'One turn of a part of a scheduled task: looks at customers, and changes them',
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    });
    grantCommit(this.#tables, walk);
    grantList(this.#tables, walk);
    grantWalk(this.#tables, walk);
    grantRun(this.#queues, walk);
    return walk;
  }

  private endTask(): ServiceFunction {
    const end = this.serviceFunction('EndTask', {
      entry: 'end-task',
      description: 'Ends a run of a scheduled task',
      timeout: Duration.minutes(15),
    });
    grantCommit(this.#tables, end);
    grantRun(this.#queues, end);
    return end;
  }

  private runTask(): ServiceFunction {
    const { stateMachineArn } = this.job.stateMachine;
    const run = new ServiceFunction(this, 'RunTask', {
      config: this.#config,
      service: TASK_METRICS.service,
      entry: 'scheduled-tasks/run-task.handler.ts',
      description: 'GET /scheduled-tasks, POST /scheduled-tasks/{task}/runs',
      environment: {
        ...this.#queues.environment,
        STATE_MACHINE: stateMachineArn,
        SCHEDULES: JSON.stringify(Object.fromEntries(this.expressions())),
      },
    });
    grantMonitor(this.#queues, run);
    Grant.addToPrincipal({
      grantee: run,
      actions: ['states:StartExecution'],
      resourceArns: [stateMachineArn],
    });
    return run;
  }

  private serviceFunction(
    id: string,
    about: {
      readonly entry: string;
      readonly description: string;
      readonly environment?: Readonly<Record<string, string>>;
      readonly memoryMb?: number;
      readonly timeout: Duration;
    },
  ): ServiceFunction {
    return new ServiceFunction(this, id, {
      config: this.#config,
      service: TASK_METRICS.service,
      ...about,
      entry: `scheduled-tasks/${about.entry}.handler.ts`,
      environment: {
        ...tablesEnvironment(this.#tables),
        ...this.#queues.environment,
        ...about.environment,
      },
    });
  }

  /** When each task runs by itself, by its name; those that do not are left out. */
  private expressions(): readonly (readonly [string, string])[] {
    const { schedules } = this.#config.scheduledTasks;
    return Object.entries(TASK_FIELDS).flatMap(([field, task]) => {
      const expression = scheduleExpression(schedules[field as keyof typeof TASK_FIELDS]);
      return expression === undefined ? [] : [[task, expression] as const];
    });
  }

  /** At least once: a second run at the same time finds little left to do. */
  private schedule(): void {
    const expressions = this.expressions();
    if (expressions.length === 0) return;
    const { stateMachineArn } = this.job.stateMachine;
    const role = this.job.roleToStart(this, 'ScheduleRole', 'scheduler.amazonaws.com');
    for (const [task, scheduleExpression] of expressions)
      new CfnSchedule(this, `Schedule-${task.replaceAll(' ', '')}`, {
        scheduleExpression,
        scheduleExpressionTimezone: this.#config.scheduledTasks.timeZone,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: stateMachineArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ task, startedBy: 'schedule' }),
          retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
        },
      });
  }
}
