import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { SYNC_METRICS } from '../../lambda/data-sync/contract.ts';
import { credentialPrefix, settingsPrefix } from '../../lambda/data-sync-admin/contract.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';
import { scheduleExpression } from '../runtime/schedule.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import { jobDefinition } from './job-definition.ts';
import { grantDrain, grantRun } from './sync-queues-access.ts';
import type { SyncSecrets } from './sync-secrets.ts';
import { grantReadSettings } from './sync-settings-access.ts';
import type { SyncTables } from './sync-tables.ts';

export interface DataSyncJobProps {
  readonly config: AppConfig;
  readonly queues: SyncTables;
  readonly secrets: SyncSecrets;
}

/** The job: its state machine, the functions that the states call, and its schedule. */
export class DataSyncJob extends Construct {
  readonly stateMachine: StateMachine;
  readonly drainLanes: ServiceFunction;
  readonly #config: AppConfig;
  readonly #queues: SyncTables;
  /** Fixed, so that an execution can be allowed to start the next one of its own state machine. */
  readonly #name: string;

  constructor(scope: Construct, id: string, props: DataSyncJobProps) {
    super(scope, id);
    const { config, queues, secrets } = props;
    this.#config = config;
    this.#queues = queues;
    this.#name = `millrace-${config.stage}-data-sync`;
    const acquireLease = this.leaseFunction(
      'AcquireLease',
      'acquire-lease',
      'Begins a run of the data sync job',
    );
    const releaseLease = this.leaseFunction(
      'ReleaseLease',
      'release-lease',
      'Ends a run of the data sync job',
    );
    grantReadSettings(config, acquireLease);
    this.drainLanes = new ServiceFunction(this, 'DrainLanes', {
      config,
      entry: 'data-sync/drain-lanes.handler.ts',
      service: SYNC_METRICS.service,
      description: "One turn of a data sync job's worker: sends what is queued",
      environment: {
        ...queues.environment,
        ...receiverEnvironment(config),
      },
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    });
    grantReadSettings(config, this.drainLanes);
    grantDrain(queues, this.drainLanes);
    secrets.grantRead(this.drainLanes);
    this.stateMachine = this.createStateMachine({ acquireLease, releaseLease, drainLanes: this.drainLanes });
    this.schedule();
  }

  private leaseFunction(id: string, entry: string, description: string): ServiceFunction {
    const leaseFunction = new ServiceFunction(this, id, {
      config: this.#config,
      entry: `data-sync/${entry}.handler.ts`,
      service: SYNC_METRICS.service,
      description,
      environment: { ...this.#queues.environment, SETTINGS_PREFIX: settingsPrefix(this.#config.stage) },
      memoryMb: 512,
      timeout: Duration.seconds(30),
    });
    grantRun(this.#queues, leaseFunction);
    return leaseFunction;
  }

  private createStateMachine(functions: {
    readonly acquireLease: ServiceFunction;
    readonly drainLanes: ServiceFunction;
    readonly releaseLease: ServiceFunction;
  }): StateMachine {
    const name = this.#name;
    const arns = Object.fromEntries(
      Object.entries(functions).map(([key, { function: target }]) => [key, target.functionArn]),
    ) as Record<keyof typeof functions, string>;
    const logs = new LogGroup(this, 'Logs', {
      // Under this prefix Step Functions asks for no resource policy of its own, of which an account has ten.
      logGroupName: `/aws/vendedlogs/states/${name}`,
      retention: this.#config.logRetentionDays as RetentionDays,
      removalPolicy: lasting(this.#config),
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(arns) }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.arnOf(name)] }),
    );
    const stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      comment: 'Sends what is queued to the receiver of the data sync',
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(jobDefinition(arns))),
      role,
      tracingEnabled: true,
      // Never the data: it holds excerpts of answers.
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The log delivery and X-Ray actions that Step Functions asks for know no resources.',
    });
    return stateMachine;
  }

  private arnOf(name: string): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** All executions of the job. */
  get executionsArn(): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.#name}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** What cdk-nag finds in a role that may handle them: it writes a reference as `<AWS::Region>`. */
  get executionsFinding(): string {
    const arn: unknown = Stack.of(this).resolve(this.executionsArn);
    const parts = typeof arn === 'string' ? [arn] : (arn as { 'Fn::Join': [string, Part[]] })['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
    return `AwsSolutions-IAM5[Resource::${text}]`;
  }

  /** At least once: a second execution finds the lease taken, and is skipped. */
  private schedule(): void {
    const { schedule, timeZone } = this.#config.dataSync;
    const expression = scheduleExpression(schedule);
    if (expression === undefined) return;
    const { stateMachineArn } = this.stateMachine;
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        Start: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
          ],
        }),
      },
    });
    new CfnSchedule(this, 'Schedule', {
      scheduleExpression: expression,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: stateMachineArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ startedBy: 'schedule' }),
        // The next run does what this one did not.
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
      },
    });
  }
}

/** A piece of a joined text in a template. */
type Part = string | { readonly Ref: string };

/** What a function that sends is told of where it may send to. */
export function receiverEnvironment(config: AppConfig): Record<string, string> {
  const { allowedNetworks, trustedCa } = config.dataSync;
  return {
    SETTINGS_PREFIX: settingsPrefix(config.stage),
    CREDENTIAL_PREFIX: credentialPrefix(config.stage),
    ...(allowedNetworks.length === 0 ? {} : { ALLOWED_NETWORKS: allowedNetworks.join(' ') }),
    ...(trustedCa === undefined ? {} : { TRUSTED_CA: trustedCa }),
  };
}
