import { Duration } from 'aws-cdk-lib';
import { type IAuthorizer, IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';
import { ServiceFunction } from '../runtime/service-function.ts';
import { TokenIssuer } from './token-issuer.ts';

/** Lets in whoever has a good bearer token, and says which roles it gives. */
export class Authorization extends Construct {
  readonly authorizer: IAuthorizer;
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    const { config } = props;
    const { settings } = new TokenIssuer(this, 'TokenIssuer', { config });
    this.function = new ServiceFunction(this, 'Authorize', {
      config,
      service: 'authorization',
      entry: 'authorization/authorize.handler.ts',
      description: 'Checks bearer tokens for the command API',
      environment: { ...settings },
      memoryMb: 512,
      timeout: Duration.seconds(10),
    });
    this.authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: this.function.function,
      identitySources: [IdentitySource.header('Authorization')],
      // A token is checked once in this time; what it says cannot change, and its end is checked behind it as well.
      resultsCacheTtl: Duration.minutes(5),
    });
  }
}
