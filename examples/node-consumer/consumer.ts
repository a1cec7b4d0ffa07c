#!/usr/bin/env node
import { handleEvents } from './handle-events.ts';
import { consumerHelp, runConsumer } from './run-consumer.ts';

const HELP = consumerHelp({
  about:
    "Reads Millrace's event stream and writes each event to standard output, one line an event, byte for byte.",
  command: 'node consumer.ts',
});

process.exitCode = await runConsumer({
  help: HELP,
  open: async () => ({ handleEvents, close: async () => {} }),
});
