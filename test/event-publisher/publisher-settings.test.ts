import { publisherSettings } from '../../lambda/event-publisher/publisher-settings.ts';

const GOOD = {
  STAGE: 'prod',
  EVENT_STREAM: 'millrace-events',
  EVENT_FORMAT: 'cloudevents',
  EVENT_SOURCE: 'millrace/prod',
  MAX_RECORD_BYTES: '10485760',
  PARKING_BUCKET: 'parking',
};

describe('the publisher’s settings', () => {
  it('are what the environment says', () => {
    expect(publisherSettings(GOOD)).toEqual({
      stage: 'prod',
      stream: 'millrace-events',
      format: 'cloudevents',
      source: 'millrace/prod',
      maxRecordBytes: 10_485_760,
      parkingBucket: 'parking',
    });
  });

  it.each([
    ['EVENT_FORMAT', 'xml'],
    ['EVENT_STREAM', 'a stream'],
    ['EVENT_STREAM', 'arn:aws:sqs:eu-central-1:111111111111:queue'],
    ['MAX_RECORD_BYTES', '1 MiB'],
    ['MAX_RECORD_BYTES', '0'],
  ])('are refused before any record is touched: %s=%s', (name, value) => {
    expect(() => publisherSettings({ ...GOOD, [name]: value })).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_INVALID', message: expect.stringContaining(name) }),
    );
  });
});
