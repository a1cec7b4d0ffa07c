import { Validations } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  CfnRestApi,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ROUTES, type Route } from '../../lambda/model/routes.ts';
import type { AppConfig } from '../config.ts';
import { ALARM_PERIOD } from '../runtime/alarms.ts';
import { lasting } from '../runtime/lasting.ts';
import type { DashboardSection } from '../runtime/operations-dashboard.ts';
import { commandLatencies } from './command-latency.ts';
import { addProblemResponses } from './problem-responses.ts';

export interface CommandApiProps {
  readonly config: AppConfig;
  readonly authorizer: IAuthorizer;
  /** The function of each entry that the model's routes name. */
  readonly functions: Readonly<Record<string, IFunction>>;
}

/** One line a request: which route, how it ended, how long it took, whose client. No path, address or subject. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    method: AccessLogField.contextHttpMethod(),
    route: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    answerBytes: AccessLogField.contextResponseLength(),
    latencyMs: AccessLogField.contextResponseLatency(),
    functionMs: AccessLogField.contextIntegrationLatency(),
    clientId: AccessLogField.contextAuthorizer('clientId'),
    gatewayError: AccessLogField.contextErrorResponseType(),
    tls: '$context.tlsVersion',
  }),
);

/**
 * The REST API of all commands. Every route asks the authorizer; bodies reach the functions byte for byte. The gateway takes
 * 10 MB, Lambda 6 MB with the body in base64: the functions answer 413 above 4 MiB.
 */
export class CommandApi extends Construct {
  readonly api: RestApi;
  private readonly config: AppConfig;

  constructor(scope: Construct, id: string, props: CommandApiProps) {
    super(scope, id);
    const { config } = props;
    this.config = config;
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: config.logRetentionDays as RetentionDays,
      removalPolicy: lasting(config),
    });
    this.api = new RestApi(this, 'RestApi', {
      restApiName: `millrace-${config.stage}`,
      description: `Millrace, stage ${config.stage}: commands`,
      endpointTypes: [EndpointType.REGIONAL],
      // Any: a body that is declared as text would be decoded before we can see that it is broken.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: true,
      deployOptions: {
        stageName: 'v1',
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: ACCESS_LOG,
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
        throttlingRateLimit: config.api.throttle.rate,
        throttlingBurstLimit: config.api.throttle.burst,
      },
    });
    requireModernTls(this.api);
    addProblemResponses(this.api);
    for (const route of ROUTES) this.addRoute(route, props);
    this.acknowledgeFindings();
  }

  /** What the dashboard shows. */
  get section(): DashboardSection {
    const sum = { statistic: 'Sum', period: ALARM_PERIOD };
    return {
      title: 'Commands',
      graphs: [
        { title: 'Requests', left: [this.api.metricCount(sum)] },
        {
          title: 'Refused and failed',
          left: [this.api.metricClientError(sum), this.api.metricServerError(sum)],
        },
        { title: 'Slowest 1 % of the commands, ms', left: [...commandLatencies(this.config)] },
      ],
    };
  }

  private addRoute(route: Route, { authorizer, functions }: CommandApiProps): void {
    const target = functions[route.entry];
    if (target === undefined) throw new TypeError(`no function is given for ${route.entry}`);
    const method = this.api.root
      .resourceForPath(route.path)
      .addMethod(route.method, new LambdaIntegration(target, { allowTestInvoke: false }), {
        authorizer,
        authorizationType: AuthorizationType.CUSTOM,
      });
    Validations.of(method).acknowledge({
      id: 'AwsSolutions-COG4',
      reason: 'Tokens of any issuer are accepted, not only of Cognito: our own authorizer checks them.',
    });
  }

  private acknowledgeFindings(): void {
    Validations.of(this.api).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason:
          'The functions validate against the model, with all errors at once, which the gateway cannot.',
      },
      {
        id: 'AwsSolutions-APIG3',
        reason:
          'Every request needs a token and is throttled; whoever wants WAF associates a web ACL of their own.',
      },
      {
        id: 'AwsSolutions-APIG6',
        reason:
          'Execution logs hold parts of requests, in a log group without an end; the access log has what is needed.',
      },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason:
          'The policy that API Gateway asks for, in the one role that a whole account has for its access logs.',
      },
    );
  }
}

/** TLS 1.2 with forward secrecy or 1.3; the default would take 1.0. Strict: the host of TLS and HTTP must agree. */
function requireModernTls(api: RestApi): void {
  const { defaultChild } = api.node;
  if (!(defaultChild instanceof CfnRestApi)) return;
  defaultChild.securityPolicy = 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09';
  defaultChild.endpointAccessMode = 'STRICT';
}
