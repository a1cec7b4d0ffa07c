import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

interface Secret {
  readonly versions: Map<string, string>;
  /** Version by staging label: a label is on one version at a time. */
  readonly labels: Map<string, string>;
}

/** Secrets Manager in memory: versions and their staging labels, as the API Reference tells. */
export class FakeSecretsManager {
  isWritable = true;
  readonly #secrets = new Map<string, Secret>();

  /** As the adapter calls it; each call takes effect a little later. */
  readonly client = {
    send: async (command: object) => {
      await new Promise((resolve) => setImmediate(resolve));
      return this.#perform(command);
    },
  } as Pick<SecretsManagerClient, 'send'>;

  /** Makes a secret with a first version. */
  create(name: string, text: string): void {
    this.#secrets.set(name, {
      versions: new Map([['first', text]]),
      labels: new Map([['AWSCURRENT', 'first']]),
    });
  }

  /** What is current. */
  text(name: string): string {
    const { versions, labels } = this.#secret(name);
    return versions.get(labels.get('AWSCURRENT') ?? '') ?? '';
  }

  #perform(command: object): object {
    if (command instanceof GetSecretValueCommand) {
      const name = command.input.SecretId ?? '';
      return { SecretString: this.text(name), VersionId: this.#secret(name).labels.get('AWSCURRENT') };
    }
    if (!this.isWritable) throw named('AccessDeniedException');
    if (command instanceof PutSecretValueCommand) {
      const { SecretId = '', SecretString = '', ClientRequestToken = '', VersionStages = [] } = command.input;
      const { versions, labels } = this.#secret(SecretId);
      versions.set(ClientRequestToken, SecretString);
      for (const label of VersionStages) labels.set(label, ClientRequestToken);
      this.#dropUnlabelled(SecretId);
      return { VersionId: ClientRequestToken };
    }
    if (command instanceof UpdateSecretVersionStageCommand) {
      const { SecretId = '', VersionStage = '', MoveToVersionId = '', RemoveFromVersionId } = command.input;
      const { versions, labels } = this.#secret(SecretId);
      if (!versions.has(MoveToVersionId)) throw named('ResourceNotFoundException');
      if (labels.get(VersionStage) !== RemoveFromVersionId) throw named('InvalidParameterException');
      labels.set(VersionStage, MoveToVersionId);
      return {};
    }
    throw new Error(`${command.constructor.name} is not made up here`);
  }

  /** A version without a label can be deleted at any time: here at once. */
  #dropUnlabelled(name: string): void {
    const { versions, labels } = this.#secret(name);
    for (const version of versions.keys())
      if (![...labels.values()].includes(version)) versions.delete(version);
  }

  #secret(name: string): Secret {
    const secret = this.#secrets.get(name);
    if (secret === undefined) throw named('ResourceNotFoundException');
    return secret;
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
