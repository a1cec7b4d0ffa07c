import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { IMPORT_METRICS, REPORT_SUFFIX } from '../../lambda/batch-import/contract.ts';
import type { AppConfig } from '../config.ts';
import { grantCommit } from '../records/record-access.ts';
import { type RecordTables, tablesEnvironment } from '../records/record-tables.ts';
import { JobStateMachine } from '../runtime/job-state-machine.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import { importDefinition } from './import-definition.ts';
import { ImportPlaces } from './import-places.ts';

export interface BatchImportProps {
  readonly config: AppConfig;
  readonly tables: RecordTables;
}

/** Imports files that are put into a bucket: the state machine, the functions that its states call, what starts it, and its API. */
export class BatchImport extends Construct {
  readonly places: ImportPlaces;
  readonly job: JobStateMachine<'beginImport' | 'readFile' | 'workRecords' | 'finishImport'>;
  readonly rule: CfnRule;
  readonly #config: AppConfig;
  readonly #manage: ServiceFunction;

  constructor(scope: Construct, id: string, props: BatchImportProps) {
    super(scope, id);
    this.#config = props.config;
    this.places = new ImportPlaces(this, 'Places', props);
    this.job = new JobStateMachine(this, {
      config: props.config,
      name: `millrace-${props.config.stage}-import`,
      comment: 'Imports a file that was put into the import bucket',
      functions: {
        beginImport: this.beginImport(),
        readFile: this.readFile(),
        workRecords: this.workRecords(props.tables),
        finishImport: this.finishImport(),
      },
      definition: importDefinition,
    });
    this.rule = this.startOnFiles();
    this.#manage = this.manageImports();
  }

  /** The functions by the entry that the routes name. */
  get functions(): Readonly<Record<string, IFunction>> {
    return { 'batch-import/manage-imports': this.#manage.function };
  }

  private beginImport(): ServiceFunction {
    const begin = this.serviceFunction('BeginImport', {
      entry: 'begin-import',
      description: 'Begins an import, or takes it up again',
      memoryMb: 512,
    });
    this.places.grantReadFiles(begin);
    this.places.grantEntries(begin, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    return this.acknowledged(begin);
  }

  private readFile(): ServiceFunction {
    const read = this.serviceFunction('ReadFile', {
      entry: 'read-file',
      description: 'Reads a file and puts its records into work files',
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    });
    this.places.grantReadFiles(read);
    this.places.grantWork(read, ['s3:PutObject']);
    this.places.grantEntries(read, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    return this.acknowledged(read);
  }

  private workRecords(tables: RecordTables): ServiceFunction {
    const work = this.serviceFunction('WorkRecords', {
      entry: 'work-records',
      description: "One turn of an import's worker: runs the commands that its records stand for",
      environment: tablesEnvironment(tables),
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    });
    grantCommit(tables, work);
    this.places.grantWork(work, ['s3:GetObject', 's3:PutObject']);
    this.places.grantEntries(work, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    return this.acknowledged(work);
  }

  private finishImport(): ServiceFunction {
    const finish = this.serviceFunction('FinishImport', {
      entry: 'finish-import',
      description: "Writes an import's error report and says how it ended",
      timeout: Duration.minutes(15),
    });
    this.places.grantReport(finish, REPORT_SUFFIX);
    this.places.grantWork(finish, ['s3:GetObject']);
    this.places.grantEntries(finish, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    return this.acknowledged(finish);
  }

  private manageImports(): ServiceFunction {
    const { executionsArn, executionsFinding, stateMachine } = this.job;
    const manage = this.serviceFunction('ManageImports', {
      entry: 'manage-imports',
      description: 'GET and POST /imports, GET /imports/{importId}',
      environment: { STATE_MACHINE: stateMachine.stateMachineArn },
    });
    this.places.grantReadFiles(manage);
    this.places.grantEntries(manage, ['dynamodb:GetItem', 'dynamodb:Query']);
    Grant.addToPrincipal({
      grantee: manage,
      actions: ['states:StartExecution'],
      resourceArns: [stateMachine.stateMachineArn],
    });
    Grant.addToPrincipal({
      grantee: manage,
      actions: ['states:DescribeExecution'],
      resourceArns: [executionsArn],
    });
    Validations.of(manage.role).acknowledge({
      id: executionsFinding,
      reason: 'Executions of this one state machine; each has a name of its own.',
    });
    return this.acknowledged(manage);
  }

  private serviceFunction(
    id: string,
    about: {
      readonly entry: string;
      readonly description: string;
      readonly environment?: Readonly<Record<string, string>>;
      readonly memoryMb?: number;
      readonly timeout?: Duration;
    },
  ): ServiceFunction {
    return new ServiceFunction(this, id, {
      config: this.#config,
      service: IMPORT_METRICS.service,
      ...about,
      entry: `batch-import/${about.entry}.handler.ts`,
      environment: { ...this.places.environment, ...about.environment },
    });
  }

  /** What cdk-nag finds in the roles: each file has a name of its own. */
  private acknowledged(target: ServiceFunction): ServiceFunction {
    const stack = Stack.of(this);
    const [files, work] = [this.places.files, this.places.work].map((bucket) =>
      stack.getLogicalId(bucket.node.defaultChild as CfnBucket),
    );
    const reason = 'Each file has a name of its own, which whoever puts it chooses.';
    for (const place of [`<${files}.Arn>/*`, `<${files}.Arn>/*${REPORT_SUFFIX}`, `<${work}.Arn>/*`])
      Validations.of(target.role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${place}]`, reason });
    return target;
  }

  /** Each file that is put starts an execution, but for error reports; S3 tells at least once, and an import begins once. */
  private startOnFiles(): CfnRule {
    const { stateMachineArn } = this.job.stateMachine;
    const role = this.job.roleToStart(this, 'RuleRole', 'events.amazonaws.com');
    return new CfnRule(this, 'FilePut', {
      description: 'Starts an import for each file that is put into the import bucket',
      eventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [this.places.files.bucketName] },
          object: { key: [{ 'anything-but': { suffix: REPORT_SUFFIX } }] },
        },
      },
      targets: [
        {
          id: 'Import',
          arn: stateMachineArn,
          roleArn: role.roleArn,
          // For a day; what was not started then can be started by POST /imports.
          retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
        },
      ],
    });
  }
}
