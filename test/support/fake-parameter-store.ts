import {
  DeleteParametersCommand,
  GetParametersCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

/** Parameter Store in memory, with its limits as the API Reference has them. */
export class FakeParameterStore {
  readonly parameters = new Map<string, string>();

  /** As the adapter calls it. */
  readonly client = { send: (command: object) => Promise.resolve(this.#perform(command)) } as Pick<
    SSMClient,
    'send'
  >;

  #perform(command: object): object {
    if (command instanceof GetParametersCommand) {
      const names = limited(command.input.Names);
      return {
        Parameters: names.flatMap((Name) =>
          this.parameters.has(Name) ? { Name, Value: this.parameters.get(Name) } : [],
        ),
        InvalidParameters: names.filter((name) => !this.parameters.has(name)),
      };
    }
    if (command instanceof PutParameterCommand) {
      const { Name = '', Value = '', Overwrite, Type } = command.input;
      if (Value === '' || Type !== 'String') throw named('ValidationException');
      if (this.parameters.has(Name) && !Overwrite) throw named('ParameterAlreadyExists');
      this.parameters.set(Name, Value);
      return {};
    }
    if (command instanceof DeleteParametersCommand) {
      for (const name of limited(command.input.Names)) this.parameters.delete(name);
      return {};
    }
    throw new Error(`${command.constructor.name} is not made up here`);
  }
}

function limited(names: readonly string[] = []): readonly string[] {
  if (names.length < 1 || names.length > 10) throw named('ValidationException');
  return names;
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
