import { Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { credentialPrefix } from '../../lambda/data-sync-admin/contract.ts';
import type { AppConfig } from '../config.ts';
import { lasting } from '../runtime/lasting.ts';

/** The credential maps: a secret each, empty when it is made. A deploy never changes what is in them. */
export class SyncSecrets extends Construct {
  readonly secrets: readonly Secret[];
  /** Their names, in the order of the configuration. */
  readonly names: readonly string[];

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    const { config } = props;
    const { credentialMaps } = config.dataSync;
    this.names = credentialMaps.map((map) => `${credentialPrefix(config.stage)}${map}`);
    this.secrets = credentialMaps.map((map) => {
      const secret = new Secret(this, map, {
        secretName: `${credentialPrefix(config.stage)}${map}`,
        description: 'Millrace data sync: client ids and secrets, by key name',
        secretObjectValue: {},
        removalPolicy: lasting(config),
      });
      Validations.of(secret).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason:
          'What is in it is given by the receiver, who alone can make a new one: PUT /data-sync/credentials.',
      });
      return secret;
    });
  }

  /** Lets the grantee read the credentials. */
  grantRead(grantee: IGrantable): void {
    this.grant(grantee, ['secretsmanager:GetSecretValue']);
  }

  /** Lets the grantee put a new version in the place of the current one. */
  grantReplace(grantee: IGrantable): void {
    this.grant(grantee, ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage']);
  }

  private grant(grantee: IGrantable, actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: this.secrets.map(({ secretArn }) => secretArn) });
  }
}
