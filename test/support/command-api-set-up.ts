import type { Command, CommandAnswer, RouteTable } from '../../lambda/runtime/command.ts';
import { commandApi } from '../../lambda/runtime/command-api.ts';
import {
  type GatewayRequest,
  gatewayEvent,
  lambdaContext,
  recordingLogger,
  recordingMetrics,
} from './gateway-event.ts';

/** When each of these tests takes place, epoch milliseconds. */
export const NOW = 1_800_000_000_000;

/** What a test wants to be otherwise. */
export interface SetUp {
  readonly answer?: CommandAnswer;
  readonly fails?: unknown;
  readonly routes?: RouteTable;
  readonly remainingMs?: number;
}

/** A command API of one route, POST /orders, whose operation keeps the commands that it got. */
export function setUp(options: SetUp = {}) {
  const commands: Command[] = [];
  const logger = recordingLogger();
  const metrics = recordingMetrics();
  let time = NOW;
  const operation = async (command: Command) => {
    commands.push(command);
    time += 12;
    if ('fails' in options) throw options.fails;
    return options.answer ?? { status: 200 as const, body: { transactionId: 't-1' } };
  };
  const routes = options.routes ?? {
    'POST /orders': { roles: ['ordering'], validate: () => [], operation },
  };
  const handler = commandApi({ logger, metrics, clock: () => time, maxBodyBytes: 2_000 }, routes);
  const send = (request: GatewayRequest = {}) =>
    handler(gatewayEvent(request), lambdaContext(options.remainingMs));
  return { send, commands, logger, metrics, operation };
}
