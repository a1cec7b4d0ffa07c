import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { lasting } from './lasting.ts';
import type { ServiceFunction } from './service-function.ts';

export interface JobStateMachineProps<Key extends string> {
  readonly config: AppConfig;
  /** Fixed, so that others can name it and its executions. */
  readonly name: string;
  readonly comment: string;
  /** The functions that its states call. */
  readonly functions: Readonly<Record<Key, ServiceFunction>>;
  /** The definition in Amazon States Language, given the functions' ARNs. */
  readonly definition: (arns: Readonly<Record<Key, string>>) => object;
  /** Whether an execution may start the next one of the same state machine. @default false */
  readonly startsItself?: boolean;
}

/** A state machine that calls functions of ours and may do nothing else, with its log and its role: `StateMachine`, `Logs`, `Role` in the scope. */
export class JobStateMachine<Key extends string> {
  readonly stateMachine: StateMachine;
  readonly #scope: Construct;
  readonly #name: string;

  constructor(scope: Construct, props: JobStateMachineProps<Key>) {
    const { config, name, comment, definition } = props;
    this.#scope = scope;
    this.#name = name;
    const functions = Object.entries<ServiceFunction>(props.functions);
    const arns = Object.fromEntries(
      functions.map(([key, { function: target }]) => [key, target.functionArn]),
    ) as Record<Key, string>;
    const logs = new LogGroup(scope, 'Logs', {
      // Under this prefix Step Functions asks for no resource policy of its own, of which an account has ten.
      logGroupName: `/aws/vendedlogs/states/${name}`,
      retention: config.logRetentionDays as RetentionDays,
      removalPolicy: lasting(config),
    });
    const role = new Role(scope, 'Role', {
      assumedBy: ownService(scope, 'states.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(arns) }),
    );
    if (props.startsItself) {
      const own = this.arnOf('stateMachine', name);
      role.addToPolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: [own] }));
    }
    this.stateMachine = new StateMachine(scope, 'StateMachine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      comment,
      definitionBody: DefinitionBody.fromString(Stack.of(scope).toJsonString(definition(arns))),
      role,
      tracingEnabled: true,
      // Never the data: it holds excerpts of answers.
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The log delivery and X-Ray actions that Step Functions asks for know no resources.',
    });
  }

  /** A role, in whatever scope, by which a service (`scheduler.amazonaws.com`) of this account starts executions. */
  roleToStart(scope: Construct, id: string, service: string): Role {
    const resources = [this.stateMachine.stateMachineArn];
    const start = new PolicyStatement({ actions: ['states:StartExecution'], resources });
    return new Role(scope, id, {
      assumedBy: ownService(scope, service),
      inlinePolicies: { Start: new PolicyDocument({ statements: [start] }) },
    });
  }

  /** All its executions. */
  get executionsArn(): string {
    return this.arnOf('execution', `${this.#name}:*`);
  }

  /** What cdk-nag finds in a role that may handle them: it writes a reference as `<AWS::Region>`. */
  get executionsFinding(): string {
    const arn: unknown = Stack.of(this.#scope).resolve(this.executionsArn);
    const parts = typeof arn === 'string' ? [arn] : (arn as { 'Fn::Join': [string, Part[]] })['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
    return `AwsSolutions-IAM5[Resource::${text}]`;
  }

  /** By its name: a reference to itself would be a circle. */
  private arnOf(resource: string, resourceName: string): string {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return Stack.of(this.#scope).formatArn({ service: 'states', resource, resourceName, arnFormat });
  }
}

/** A service, when it acts for this account and no other. */
function ownService(scope: Construct, service: string): ServicePrincipal {
  return new ServicePrincipal(service, {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
}

/** A piece of a joined text in a template. */
type Part = string | { readonly Ref: string };
