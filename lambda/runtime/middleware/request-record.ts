import type { Clock } from '../../domain/clock.ts';
import { describeError, type Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { CommandMiddleware, CommandState } from './command-middleware.ts';

/** Outermost: writes one log line and the metrics of each request, whatever became of it. An error of ours is logged here, once, with its stack. */
export function requestRecord(options: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}): CommandMiddleware {
  const { clock, logger, metrics } = options;
  return {
    before: ({ context }) => {
      context.command = freshState(clock());
    },
    after: (request) => {
      record(request.context.command, request.response?.statusCode ?? 500);
    },
    onError: (request) => {
      record(request.context.command, request.response?.statusCode ?? 500, request.error);
    },
  };

  function record(command: CommandState, status: number, error?: unknown): void {
    const ms = clock() - command.startedAt;
    const line = {
      route: command.routeName,
      status,
      ms,
      correlationId: command.correlationId,
      clientId: command.caller?.clientId,
      ...(error instanceof Error && 'code' in error ? { code: String(error.code) } : {}),
    };
    if (status >= 500) logger.error('request', { ...line, error: describeError(error) });
    else logger.info('request', line);
    logger.resetKeys();
    metrics.addMetric('Requests', 'Count', 1);
    metrics.addMetric('ClientErrors', 'Count', status >= 400 && status < 500 ? 1 : 0);
    metrics.addMetric('ServerErrors', 'Count', status >= 500 ? 1 : 0);
    metrics.addMetric('LatencyMs', 'Milliseconds', ms);
    metrics.publishStoredMetrics();
  }
}

function freshState(startedAt: number): CommandState {
  return {
    startedAt,
    correlationId: '',
    routeName: '(none)',
    route: undefined,
    allowed: [],
    path: {},
    caller: undefined,
    body: null,
    idempotency: undefined,
  };
}
