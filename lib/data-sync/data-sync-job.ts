import { Duration } from 'aws-cdk-lib';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { SYNC_METRICS } from '../../lambda/data-sync/contract.ts';
import { credentialPrefix, settingsPrefix } from '../../lambda/data-sync-admin/contract.ts';
import type { AppConfig } from '../config.ts';
import { JobStateMachine } from '../runtime/job-state-machine.ts';
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
  readonly machine: JobStateMachine<'acquireLease' | 'drainLanes' | 'releaseLease'>;
  readonly drainLanes: ServiceFunction;
  readonly #config: AppConfig;
  readonly #queues: SyncTables;

  constructor(scope: Construct, id: string, props: DataSyncJobProps) {
    super(scope, id);
    const { config, queues, secrets } = props;
    this.#config = config;
    this.#queues = queues;
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
    this.machine = new JobStateMachine(this, {
      config,
      name: `millrace-${config.stage}-data-sync`,
      comment: 'Sends what is queued to the receiver of the data sync',
      functions: { acquireLease, releaseLease, drainLanes: this.drainLanes },
      definition: jobDefinition,
      startsItself: true,
    });
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

  /** At least once: a second execution finds the lease taken, and is skipped. */
  private schedule(): void {
    const { schedule, timeZone } = this.#config.dataSync;
    const expression = scheduleExpression(schedule);
    if (expression === undefined) return;
    const { stateMachineArn } = this.machine.stateMachine;
    const role = this.machine.roleToStart(this, 'ScheduleRole', 'scheduler.amazonaws.com');
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
