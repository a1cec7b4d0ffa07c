import { parseArgs } from 'node:util';
import { LocalError, messageOf } from './local-error.ts';

/** What the command line asks for. */
export interface StartOptions {
  /** End after the tour. */
  readonly exit: boolean;
  /** Show the tour: an order and its events, customers and what the receiver gets of them. */
  readonly tour: boolean;
  readonly help: boolean;
  /** Port of the local AWS; undefined: any free one. */
  readonly port: number | undefined;
  /** Folder that takes everything of this run. */
  readonly home: string;
  /** Folder of the Python environments. */
  readonly python: string;
}

/** What `--help` prints. */
export const HELP = `npm start -- [options]

Brings up Millrace on this machine: a local AWS, the application deployed to it, an OAuth2 server, a webhook receiver, the data feed; shows
an order on its way to the event stream, customers on their way to the webhook, and an account in the data feed; stays up until Ctrl-C. While it is up, .local/outputs.json says where everything is.

  --exit         end after the tour: with 0 if every outlet got what it should, otherwise with 1
  --no-tour      leave the tour out: start with no records at all
  --port <port>  port of the local AWS (default: any free one)
  --home <dir>   folder for everything of this run (default: .local); runs in different folders get along
  --python <dir> folder for the local AWS's Python environment (default: .local/python); shared between runs
  --help         this text

AWS_ENDPOINT_URL set: that AWS emulator is used instead of starting one, and no Python is needed.`;

/** Reads the command line. Throws LocalError that says what is wrong with it. */
export function parseOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  return {
    exit: values.exit,
    tour: !values['no-tour'],
    help: values.help,
    port: values.port === undefined ? undefined : parsePort(values.port),
    home: values.home,
    python: values.python,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        exit: { type: 'boolean', default: false },
        'no-tour': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        port: { type: 'string' },
        home: { type: 'string', default: '.local' },
        python: { type: 'string', default: '.local/python' },
      },
    }).values;
  } catch (error) {
    throw new LocalError(`${messageOf(error)} (npm start -- --help lists the options).`);
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw new LocalError(`--port: got ${JSON.stringify(text)}, expected a number from 1 to 65535.`);
  }
  return port;
}
