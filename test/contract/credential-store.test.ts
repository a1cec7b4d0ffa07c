import { MemoryCredentialStore } from '../../lambda/adapters/memory/memory-credential-store.ts';
import { SecretCredentialMap } from '../../lambda/adapters/secrets/credential-map.ts';
import { FakeSecretsManager } from '../support/fake-secrets.ts';
import { credentialStoreContract } from './credential-store.ts';

function secretsManager(text: string) {
  const fake = new FakeSecretsManager();
  fake.create('millrace/test/ce_credentials', text);
  fake.create('millrace/test/other', '');
  return { fake, store: new SecretCredentialMap({ client: fake.client, prefix: 'millrace/test/' }) };
}

describe('credentials in memory', () => {
  credentialStoreContract(() => {
    const store = new MemoryCredentialStore();
    return {
      store,
      forbidWriting: () => {
        store.writable = false;
      },
    };
  });
});

describe('credentials in Secrets Manager', () => {
  credentialStoreContract(() => {
    const { fake, store } = secretsManager('{}');
    return {
      store,
      forbidWriting: () => {
        fake.isWritable = false;
      },
    };
  });

  it('leave what others keep in the map as it is, digit for digit', async () => {
    const { fake, store } = secretsManager(
      '{"theirs":{"serial":1325.00,"id":77405618597879914},"one":"odd"}',
    );
    await store.save('ce_credentials', 'one', { clientId: 'one', clientSecret: 'secret' });
    expect(fake.text('millrace/test/ce_credentials')).toBe(
      '{"theirs":{"serial":1325.00,"id":77405618597879914},"one":{"clientId":"one","clientSecret":"secret"}}',
    );
  });

  it.each(['[1]', 'not JSON: hush', '"hush"'])(
    'are not saved over a secret that is no map, and the error shows nothing of it: %s',
    async (text) => {
      const { fake, store } = secretsManager(text);
      const saved = store.save('ce_credentials', 'one', { clientId: 'one', clientSecret: 'secret' });
      await expect(saved).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: 'the credential map is not a JSON object',
      });
      expect(fake.text('millrace/test/ce_credentials')).toBe(text);
    },
  );

  it.each(['{"one":{"clientId":"one"}}', '{"one":{"clientId":"","clientSecret":"x"}}', '{"one":null}'])(
    'are none where id or secret are missing: %s',
    async (text) => {
      const { store } = secretsManager(text);
      expect(await store.read('ce_credentials', 'one')).toBeUndefined();
    },
  );
});
