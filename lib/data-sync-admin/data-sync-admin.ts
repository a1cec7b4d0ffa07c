import { Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { type DataSyncJob, receiverEnvironment } from '../data-sync/data-sync-job.ts';
import { grantDepths, grantMonitor, grantParked } from '../data-sync/sync-queues-access.ts';
import type { SyncSecrets } from '../data-sync/sync-secrets.ts';
import { grantChangeSettings, grantReadSettings } from '../data-sync/sync-settings-access.ts';
import type { SyncTables } from '../data-sync/sync-tables.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import type { ScheduledTasks } from '../scheduled-tasks/scheduled-tasks.ts';

export interface DataSyncAdminProps {
  readonly config: AppConfig;
  readonly queues: SyncTables;
  readonly secrets: SyncSecrets;
  readonly job: DataSyncJob;
  /** Their runs are shown, and stopped, with those of the job. */
  readonly tasks: ScheduledTasks;
}

/** What people do to the data sync: a function for each set of rights, so that none has more than its routes need. */
export class DataSyncAdmin extends Construct {
  /** The functions by the entry that the routes name. */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly #config: AppConfig;

  constructor(scope: Construct, id: string, props: DataSyncAdminProps) {
    super(scope, id);
    this.#config = props.config;
    const made = {
      'configure-data-sync': this.configure(),
      'save-credentials': this.saveCredentials(props),
      'send-sample-message': this.sendSampleMessage(props),
      'read-queues': this.readQueues(props),
      'run-data-sync': this.runDataSync(props),
      'redrive-parked': this.redriveParked(props),
    };
    this.functions = Object.fromEntries(
      Object.entries(made).map(([entry, { function: target }]) => [`data-sync-admin/${entry}`, target]),
    );
  }

  private configure(): ServiceFunction {
    const configure = this.serviceFunction('Configure', {
      entry: 'configure-data-sync',
      description: 'GET and PUT /data-sync/config',
      environment: {
        ...receiverEnvironment(this.#config),
        CREDENTIAL_MAPS: this.#config.dataSync.credentialMaps.join(' '),
      },
    });
    grantReadSettings(this.#config, configure);
    grantChangeSettings(this.#config, configure);
    return configure;
  }

  private saveCredentials({ secrets }: DataSyncAdminProps): ServiceFunction {
    const save = this.serviceFunction('SaveCredentials', {
      entry: 'save-credentials',
      description: 'PUT /data-sync/credentials',
      environment: receiverEnvironment(this.#config),
    });
    grantReadSettings(this.#config, save);
    secrets.grantRead(save);
    if (this.#config.dataSync.credentialAccess === 'read-write') secrets.grantReplace(save);
    return save;
  }

  private sendSampleMessage({ secrets }: DataSyncAdminProps): ServiceFunction {
    const send = this.serviceFunction('SendSampleMessage', {
      entry: 'send-sample-message',
      description: 'POST /data-sync/sample-message',
      environment: receiverEnvironment(this.#config),
    });
    grantReadSettings(this.#config, send);
    secrets.grantRead(send);
    return send;
  }

  private readQueues({ queues }: DataSyncAdminProps): ServiceFunction {
    const read = this.serviceFunction('ReadQueues', {
      entry: 'read-queues',
      description: 'GET /data-sync/queues',
      environment: queues.environment,
    });
    grantDepths(queues, read);
    return read;
  }

  private runDataSync({ queues, job, tasks }: DataSyncAdminProps): ServiceFunction {
    const { stateMachineArn } = job.machine.stateMachine;
    const run = this.serviceFunction('RunDataSync', {
      entry: 'run-data-sync',
      description: 'POST and GET /data-sync/runs, and the stop of a run',
      environment: { ...queues.environment, STATE_MACHINE: stateMachineArn },
    });
    grantMonitor(queues, run);
    grant(run, ['states:StartExecution'], stateMachineArn);
    for (const { executionsArn, executionsFinding } of [job.machine, tasks.job]) {
      grant(run, ['states:DescribeExecution', 'states:StopExecution'], executionsArn);
      Validations.of(run.role).acknowledge({
        id: executionsFinding,
        reason: 'Executions of this one state machine; each has a name of its own.',
      });
    }
    return run;
  }

  private redriveParked({ queues }: DataSyncAdminProps): ServiceFunction {
    const redrive = this.serviceFunction('RedriveParked', {
      entry: 'redrive-parked',
      description: 'GET /data-sync/parked, and what is done to parked messages',
      environment: queues.environment,
    });
    grantParked(queues, redrive);
    return redrive;
  }

  private serviceFunction(
    id: string,
    about: {
      readonly entry: string;
      readonly description: string;
      readonly environment: Readonly<Record<string, string>>;
    },
  ): ServiceFunction {
    return new ServiceFunction(this, id, {
      config: this.#config,
      service: 'data-sync-admin',
      ...about,
      entry: `data-sync-admin/${about.entry}.handler.ts`,
    });
  }
}

function grant(grantee: IGrantable, actions: string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [resourceArn] });
}
