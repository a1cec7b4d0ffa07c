import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { settingsPrefix } from '../../lambda/data-sync-admin/contract.ts';
import { SYNC_SETTING_NAMES } from '../../lambda/model/sync-settings.ts';
import type { AppConfig } from '../config.ts';

/** Lets the grantee read the settings, each by its name. */
export function grantReadSettings(config: AppConfig, grantee: Construct & IGrantable): void {
  grant(config, grantee, ['ssm:GetParameters']);
}

/** Lets the grantee change the settings, each by its name. */
export function grantChangeSettings(config: AppConfig, grantee: Construct & IGrantable): void {
  grant(config, grantee, ['ssm:PutParameter', 'ssm:DeleteParameters']);
}

function grant(config: AppConfig, grantee: Construct & IGrantable, actions: string[]): void {
  const stack = Stack.of(grantee);
  const resourceArns = SYNC_SETTING_NAMES.map((name) =>
    stack.formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: `${settingsPrefix(config.stage).slice(1)}${name}`,
    }),
  );
  Grant.addToPrincipal({ grantee, actions, resourceArns });
}
