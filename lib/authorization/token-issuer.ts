import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import {
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { ROLES } from '../../lambda/domain/role.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/** Whose tokens are accepted: the environment of the authorizer. */
export interface TokenSettings {
  readonly TOKEN_ISSUER: string;
  readonly TOKEN_AUDIENCE: string;
  readonly TOKEN_JWKS_URL: string;
  readonly ROLES_CLAIM: string;
}

/** A role is the scope `millrace/<role>`. */
const RESOURCE_SERVER = 'millrace';

/** The configured issuer of tokens or, with none, a Cognito user pool for clients that are programs. */
export class TokenIssuer extends Construct {
  readonly settings: TokenSettings;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    const { auth } = props.config;
    this.settings =
      auth === undefined
        ? this.createPool(props.config)
        : {
            TOKEN_ISSUER: auth.issuer,
            TOKEN_AUDIENCE: auth.audience,
            TOKEN_JWKS_URL: auth.jwksUrl ?? `${auth.issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
            ROLES_CLAIM: auth.rolesClaim,
          };
  }

  private createPool(config: AppConfig): TokenSettings {
    const pool = new UserPool(this, 'Pool', {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
      },
      deletionProtection: !config.local,
      removalPolicy: lasting(config),
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The plus plan watches people signing in; this pool has no users, only clients with a secret.',
    });
    const scopes = ROLES.map(
      (role) => new ResourceServerScope({ scopeName: role, scopeDescription: `The role ${role}` }),
    );
    const server = pool.addResourceServer('ResourceServer', { identifier: RESOURCE_SERVER, scopes });
    const { account, region, urlSuffix } = Stack.of(this);
    const domain = pool.addDomain('Domain', {
      // Unique in a region among all accounts.
      cognitoDomain: { domainPrefix: `millrace-${config.stage}-${account}` },
    });
    this.addExampleClient(pool, server, scopes);
    new CfnOutput(Stack.of(this), 'TokenUrl', { value: `${domain.baseUrl()}/oauth2/token` });
    const issuer = `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`;
    return {
      TOKEN_ISSUER: issuer,
      TOKEN_AUDIENCE: RESOURCE_SERVER,
      TOKEN_JWKS_URL: `${issuer}/.well-known/jwks.json`,
      ROLES_CLAIM: 'scope',
    };
  }

  /** A client that may order and nothing else; others are made like it, one for each program. */
  private addExampleClient(
    pool: UserPool,
    server: UserPoolResourceServer,
    scopes: readonly ResourceServerScope[],
  ): void {
    const ordering = scopes.filter(({ scopeName }) => scopeName === 'ordering');
    const client = pool.addClient('OrderingClient', {
      generateSecret: true,
      authFlows: {},
      oAuth: {
        flows: { clientCredentials: true },
        scopes: ordering.map((scope) => OAuthScope.resourceServer(server, scope)),
      },
      enableTokenRevocation: true,
    });
    new CfnOutput(Stack.of(this), 'OrderingClientId', { value: client.userPoolClientId });
  }
}
