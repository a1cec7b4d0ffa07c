import { Match } from 'aws-cdk-lib/assertions';
import { ROLES } from '../../../lambda/domain/role.ts';
import { FEED_STREAMS } from '../../../lambda/feed/contract.ts';
import { ROUTES } from '../../../lambda/model/routes.ts';
import { FULL_STAGE } from '../../support/example-stages.ts';
import { type Resource, resourcesOf, templatesOf } from '../../support/synthesize.ts';

const { api: full } = templatesOf('prod', FULL_STAGE);
const { api: minimal } = templatesOf('prod', {});
const resources: Record<string, Resource> = full.toJSON().Resources;

describe('the command API', () => {
  it('has exactly the routes of the model, and the streams of the feed', () => {
    const deployed = resourcesOf(full, 'AWS::ApiGateway::Method').map(
      ([, { Properties }]) => `${Properties.HttpMethod} ${pathOfResource(Properties.ResourceId)}`,
    );
    const routes = ROUTES.map(({ method, path }) => `${method} ${path}`);
    const streams = FEED_STREAMS.map((path) => `GET ${path}`);
    expect(deployed.sort()).toEqual([...routes, ...streams].sort());
  });

  it('asks the authorizer for each of them', () => {
    for (const [, { Properties }] of resourcesOf(full, 'AWS::ApiGateway::Method')) {
      expect(Properties.AuthorizationType).toBe('CUSTOM');
      expect(Properties.AuthorizerId).toBeDefined();
    }
  });

  it('lets the authorizer see the whole request, and remembers its answer by the token for 5 minutes', () => {
    full.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 300,
    });
  });

  it('hands bodies on byte for byte, and takes nothing older than TLS 1.2', () => {
    full.hasResourceProperties('AWS::ApiGateway::RestApi', {
      BinaryMediaTypes: ['*/*'],
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      EndpointAccessMode: 'STRICT',
    });
  });

  it('throttles as configured, is traced and measured, and logs no bodies', () => {
    full.hasResourceProperties('AWS::ApiGateway::Stage', {
      TracingEnabled: true,
      MethodSettings: [
        Match.objectLike({
          ThrottlingRateLimit: 20,
          ThrottlingBurstLimit: 40,
          MetricsEnabled: true,
          LoggingLevel: 'OFF',
          DataTraceEnabled: false,
        }),
      ],
    });
  });

  it('logs of a request no address, no path with its ids, no subject and no header', () => {
    const settings = resourcesOf(full, 'AWS::ApiGateway::Stage').map(
      ([, { Properties }]) => Properties.AccessLogSetting,
    );
    const [format = ''] = (settings as { Format: string }[]).map(({ Format }) => Format);
    const variables = [...format.matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name).sort();
    expect(variables).toEqual([
      'authorizer.clientId',
      'error.responseType',
      'httpMethod',
      'integrationLatency',
      'requestId',
      'requestTimeEpoch',
      'resourcePath',
      'responseLatency',
      'responseLength',
      'status',
      'tlsVersion',
    ]);
  });

  it('is slow when the commands of a slice are: the feed’s streams, which last, do not count', () => {
    const [alarm] = resourcesOf(full, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .filter(({ AlarmDescription }) => String(AlarmDescription).endsWith('#api-slow'));
    const metrics = alarm?.Metrics as { MetricStat?: { Metric: { Dimensions: { Value: string }[] } } }[];
    const slices = metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions[0]?.Value ?? []);
    expect(slices.sort()).toEqual([
      ...['accounts', 'batch-import', 'catalog', 'data-sync-admin', 'feed-admin', 'orders'],
      ...['scheduled-tasks', 'services'],
    ]);
  });

  it.each([
    ['UNAUTHORIZED', '401', 'UNAUTHENTICATED'],
    ['ACCESS_DENIED', '403', 'FORBIDDEN'],
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'NOT_FOUND'],
    ['REQUEST_TOO_LARGE', '413', 'BODY_TOO_LARGE'],
    ['UNSUPPORTED_MEDIA_TYPE', '415', 'UNSUPPORTED_MEDIA_TYPE'],
    ['THROTTLED', '429', 'THROTTLED'],
    ['INTEGRATION_TIMEOUT', '504', 'INTERNAL'],
  ])('answers %s with a problem document of status %s', (ResponseType, StatusCode, code) => {
    const [, response] =
      resourcesOf(full, 'AWS::ApiGateway::GatewayResponse').find(
        ([, { Properties }]) => Properties.ResponseType === ResponseType,
      ) ?? [];
    expect(response?.Properties).toMatchObject({
      StatusCode,
      ResponseParameters: {
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
        ...(StatusCode === '401' && { 'gatewayresponse.header.WWW-Authenticate': "'Bearer'" }),
      },
    });
    const templates = response?.Properties.ResponseTemplates as Record<string, string>;
    expect(JSON.parse(templates['application/json'] ?? '')).toEqual({
      type: `urn:millrace:error:${code.toLowerCase().replaceAll('_', '-')}`,
      title: expect.any(String),
      status: Number(StatusCode),
      detail: expect.any(String),
      instance: 'urn:millrace:request:$context.requestId',
      code,
    });
  });
});

describe('what the gateway has no answer of its own for', () => {
  it.each(['DEFAULT_4XX', 'DEFAULT_5XX'])('keeps its status and is a problem document too (%s)', (type) => {
    const [, response] =
      resourcesOf(full, 'AWS::ApiGateway::GatewayResponse').find(
        ([, { Properties }]) => Properties.ResponseType === type,
      ) ?? [];
    expect(response?.Properties.StatusCode).toBeUndefined();
    const templates = response?.Properties.ResponseTemplates as Record<string, string>;
    expect(JSON.parse(templates['application/json'] ?? '')).not.toHaveProperty('status');
  });
});

describe('whose tokens are accepted', () => {
  it('is what the configuration says', () => {
    full.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          TOKEN_ISSUER: 'https://id.example.com/',
          TOKEN_AUDIENCE: 'millrace',
          TOKEN_JWKS_URL: 'https://id.example.com/keys',
          ROLES_CLAIM: 'realm_access.roles',
        }),
      },
    });
    expect(resourcesOf(full, 'AWS::Cognito::UserPool')).toEqual([]);
  });

  it('has its keys at the usual place unless it is told', () => {
    const auth = { issuer: 'https://id.example.com/tenant/', audience: 'millrace' };
    templatesOf('prod', { auth }).api.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          TOKEN_JWKS_URL: 'https://id.example.com/tenant/.well-known/jwks.json',
        }),
      },
    });
  });

  it('is a user pool of our own without any, whose scopes are the roles', () => {
    minimal.hasResourceProperties('AWS::Cognito::UserPoolResourceServer', {
      Identifier: 'millrace',
      Scopes: ROLES.map((role) => Match.objectLike({ ScopeName: role })),
    });
    minimal.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TOKEN_AUDIENCE: 'millrace', ROLES_CLAIM: 'scope' }) },
    });
    minimal.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
    });
  });

  it('has there one client, a program that may order and nothing else', () => {
    const clients = resourcesOf(minimal, 'AWS::Cognito::UserPoolClient');
    expect(clients.map(([, { Properties }]) => Properties)).toMatchObject([
      {
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: [{ 'Fn::Join': ['', [expect.anything(), '/ordering']] }],
        GenerateSecret: true,
      },
    ]);
  });
});

/** The path that leads from the API's root to a resource. */
function pathOfResource(id: unknown): string {
  const logicalId = (id as { Ref?: string }).Ref;
  if (logicalId === undefined) return '';
  const { ParentId, PathPart } = resources[logicalId]?.Properties ?? {};
  return `${pathOfResource(ParentId)}/${PathPart}`;
}
