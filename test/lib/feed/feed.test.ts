import { Match } from 'aws-cdk-lib/assertions';
import { resourcesOf, templatesOf } from '../../support/synthesize.ts';

const { api } = templatesOf('prod', {});

describe('the streams of the feed', () => {
  it('are streamed by the gateway, for as long as it lets them be, to who has a token', () => {
    api.resourcePropertiesCountIs(
      'AWS::ApiGateway::Method',
      {
        HttpMethod: 'GET',
        AuthorizationType: 'CUSTOM',
        AuthorizerId: Match.anyValue(),
        Integration: Match.objectLike({
          Type: 'AWS_PROXY',
          ResponseTransferMode: 'STREAM',
          TimeoutInMillis: 15 * 60_000,
          Uri: {
            'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('response-streaming-invocations')])],
          },
        }),
      },
      2,
    );
  });

  it('have a function that lives as long', () => {
    api.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'GET /feed/changes and GET /feed/load',
      Timeout: 15 * 60,
      Environment: {
        Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: 'feed', FEED_CLIENTS: Match.anyValue() }),
      },
    });
  });

  it('have no more readers than the stage says, so that the commands keep their room', () => {
    const executions = (feed: object) =>
      resourcesOf(templatesOf('prod', { feed }).api, 'AWS::Lambda::Function')
        .filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined)
        .map(([, { Properties }]) => [Properties.Description, Properties.ReservedConcurrentExecutions]);
    expect(executions({ maxReaders: 50 })).toEqual([['GET /feed/changes and GET /feed/load', 50]]);
    expect(executions({})).toEqual([]);
  });

  it.each(['feed-streams-failing', 'feed-streams-throttled', 'feed-audit-failing'])(
    'have an alarm that leads to %s',
    (section) => {
      api.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmDescription: Match.stringLikeRegexp(`docs/runbook.md#${section}`),
      });
    },
  );
});
