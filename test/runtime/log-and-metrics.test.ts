import { createLogger, describeError } from '../../lambda/runtime/logger.ts';
import { createMetrics } from '../../lambda/runtime/metrics.ts';

/** What is printed to standard output while `action` runs, line by line, as JSON. */
function printed(action: () => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    action();
  } finally {
    write.mockRestore();
  }
  return lines.map((line) => JSON.parse(line));
}

describe('the log', () => {
  const before = { ...process.env };
  beforeEach(() => {
    Object.assign(process.env, {
      POWERTOOLS_SERVICE_NAME: 'orders',
      POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
    });
  });
  afterEach(() => {
    process.env = { ...before };
  });

  it('is JSON that names service, stage and the keys of the request', () => {
    const lines = printed(() => {
      const logger = createLogger({ stage: 'dev' });
      logger.appendKeys({ correlationId: 'c-1' });
      logger.info('request', { status: 200 });
      logger.resetKeys();
      logger.info('after', {});
    });
    expect(lines[0]).toMatchObject({
      level: 'INFO',
      message: 'request',
      service: 'orders',
      stage: 'dev',
      correlationId: 'c-1',
      status: 200,
    });
    expect(lines[1]).toMatchObject({ message: 'after', stage: 'dev' });
    expect(lines[1]).not.toHaveProperty('correlationId');
  });

  it('tells of an error its name, code, stack and causes, and nothing that hangs on it', () => {
    const cause = Object.assign(new TypeError('inner'), { code: 'E_INNER', Item: { name: 'Jane' } });
    const error = new Error('outer', { cause });
    expect(describeError(error)).toEqual({
      name: 'Error',
      message: 'outer',
      stack: error.stack,
      cause: { name: 'TypeError', message: 'inner', code: 'E_INNER', stack: cause.stack },
    });
  });

  it('stops at an error that causes itself', () => {
    const error = new Error('round');
    error.cause = error;
    expect(() => JSON.stringify(describeError(error))).not.toThrow();
  });

  it('does not show what was thrown where it is no error', () => {
    expect(describeError('Bearer t0ken')).toEqual({ name: 'string' });
  });
});

describe('metrics', () => {
  it('are printed in the embedded metric format, with service and stage as dimensions', () => {
    Object.assign(process.env, {
      POWERTOOLS_SERVICE_NAME: 'orders',
      POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
    });
    const [line] = printed(() => {
      const metrics = createMetrics({ stage: 'dev' });
      metrics.addMetric('Requests', 'Count', 1);
      metrics.addMetric('LatencyMs', 'Milliseconds', 12);
      metrics.publishStoredMetrics();
    });
    expect(line).toMatchObject({ service: 'orders', stage: 'dev', Requests: 1, LatencyMs: 12 });
    expect(line?._aws).toMatchObject({
      CloudWatchMetrics: [
        {
          Namespace: 'Millrace',
          Dimensions: [['service', 'stage']],
          Metrics: [
            { Name: 'Requests', Unit: 'Count' },
            { Name: 'LatencyMs', Unit: 'Milliseconds' },
          ],
        },
      ],
    });
  });
});
