import {
  DeleteParametersCommand,
  GetParametersCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { SettingStore } from '../../data-sync-admin/ports.ts';

export interface ParameterSettingsOptions {
  readonly client: Pick<SSMClient, 'send'>;
  /** What every parameter's name begins with: `/millrace/prod/data-sync/`. */
  readonly prefix: string;
  /** All settings that there are. */
  readonly names: readonly string[];
}

/** Parameter Store takes so many names a call (API Reference, GetParameters and DeleteParameters). */
const NAMES_A_CALL = 10;

/** Settings in Parameter Store, a parameter each, so that two who change different ones do not undo each other's change. */
export class ParameterSettings implements SettingStore {
  readonly #client: Pick<SSMClient, 'send'>;
  readonly #prefix: string;
  readonly #names: readonly string[];

  constructor({ client, prefix, names }: ParameterSettingsOptions) {
    this.#client = client;
    this.#prefix = prefix;
    this.#names = names;
  }

  async read(): Promise<Readonly<Record<string, string>>> {
    const pages = await Promise.all(
      chunks(this.#names).map((names) =>
        this.#client.send(new GetParametersCommand({ Names: names.map((name) => this.#prefix + name) })),
      ),
    );
    const found = pages.flatMap(({ Parameters = [] }) => Parameters);
    return Object.fromEntries(
      found.flatMap(({ Name, Value }) =>
        Name === undefined || Value === undefined ? [] : [[Name.slice(this.#prefix.length), Value]],
      ),
    );
  }

  async change(changes: Readonly<Record<string, string | null>>): Promise<void> {
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) continue;
      const Name = this.#prefix + name;
      await this.#client.send(
        new PutParameterCommand({ Name, Value: value, Type: 'String', Overwrite: true }),
      );
    }
    const cleared = Object.keys(changes).filter((name) => changes[name] === null);
    for (const names of chunks(cleared))
      await this.#client.send(
        new DeleteParametersCommand({ Names: names.map((name) => this.#prefix + name) }),
      );
  }
}

function chunks(names: readonly string[]): readonly string[][] {
  return Array.from({ length: Math.ceil(names.length / NAMES_A_CALL) }, (_, index) =>
    names.slice(index * NAMES_A_CALL, (index + 1) * NAMES_A_CALL),
  );
}
