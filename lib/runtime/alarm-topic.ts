import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AppConfig } from '../config.ts';

/** Where alarms go: the configured topic, or an encrypted one for the configured address, or nowhere. */
export class AlarmTopic extends Construct {
  readonly action: IAlarmAction | undefined;

  constructor(scope: Construct, id: string, props: { readonly config: AppConfig }) {
    super(scope, id);
    const { email, topicArn } = props.config.alarms;
    if (topicArn !== undefined) this.action = new SnsAction(Topic.fromTopicArn(this, 'Topic', topicArn));
    if (email !== undefined) this.action = new SnsAction(this.createTopic(email));
  }

  private createTopic(email: string): Topic {
    // CloudWatch cannot publish to a topic under the key that AWS manages: its policy cannot be changed.
    const key = new Key(this, 'Key', {
      description: 'Millrace: alarms on their way to operators',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    key.grant(cloudWatch, 'kms:Decrypt', 'kms:GenerateDataKey*');
    const topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
