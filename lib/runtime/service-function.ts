import { Duration, Validations } from 'aws-cdk-lib';
import type { IGrantable, IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { handlerCode } from './handler-code.ts';
import { lasting } from './lasting.ts';

/** Every metric of Millrace's own is in this CloudWatch namespace. */
export const METRICS_NAMESPACE = 'Millrace';

export interface ServiceFunctionProps {
  readonly config: AppConfig;
  /** The handler's file below lambda/, which exports `handler`. */
  readonly entry: string;
  /** What its logs, metrics and traces are filed under: `event-publisher`. */
  readonly service: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A vCPU comes with each 1,769 MB. @default 1024 */
  readonly memoryMb?: number;
  /** @default 28 seconds, within the 29 that API Gateway waits */
  readonly timeout?: Duration;
  /** Executions at once at most, which nothing else can use. @default - as many as the account has room for, none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/**
 * The one way to make a Lambda function: Node 24 on arm64, one minified file with the SDK in it, its own log group, a
 * role that may write to that and to X-Ray and nothing else, traced.
 */
export class ServiceFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { config } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: config.logRetentionDays as RetentionDays,
      removalPolicy: lasting(config),
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.grantPrincipal = this.role;
    logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      code: handlerCode(props.entry),
      handler: 'index.handler',
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 1024,
      timeout: props.timeout ?? Duration.seconds(28),
      ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: {
        ...props.environment,
        STAGE: config.stage,
        POWERTOOLS_SERVICE_NAME: props.service,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      },
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources; nothing else is granted on *.',
    });
  }

  addToRolePolicy(statement: PolicyStatement): void {
    this.role.addToPolicy(statement);
  }
}
