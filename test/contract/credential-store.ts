import type { CredentialStore } from '../../lambda/data-sync-admin/ports.ts';

/** A store with the maps `ce_credentials` and `other`, both empty. */
export interface CredentialStoreUnderTest {
  readonly store: CredentialStore;
  /** The permission to write is taken away. */
  readonly forbidWriting: () => void;
}

const FIRST = { clientId: 'one', clientSecret: 'secret one' };
const SECOND = {
  clientId: 'two',
  clientSecret: 'secret two',
  signingSecrets: ['whsec_bWlsbHJhY2UgbWlsbHJhY2UgbWlsbHJhY2U='],
  certificate: 'a certificate',
  certificateKey: 'its key',
};

/** What every store of credentials must do. */
export function credentialStoreContract(open: () => CredentialStoreUnderTest): void {
  it('gives back what was saved under a key, and nothing for another', async () => {
    const { store } = open();
    await store.save('ce_credentials', 'one', SECOND);
    expect(await store.read('ce_credentials', 'one')).toEqual(SECOND);
    expect(await store.read('ce_credentials', 'two')).toBeUndefined();
    expect(await store.read('ce_credentials', 'toString')).toBeUndefined();
    expect(await store.read('other', 'one')).toBeUndefined();
  });

  it('leaves the other keys of the map as they are', async () => {
    const { store } = open();
    await store.save('ce_credentials', 'one', FIRST);
    await store.save('ce_credentials', 'two', SECOND);
    await store.save('ce_credentials', 'two', FIRST);
    expect(await store.read('ce_credentials', 'one')).toEqual(FIRST);
    expect(await store.read('ce_credentials', 'two')).toEqual(FIRST);
  });

  it('loses none of several saves at once', async () => {
    const { store } = open();
    const keys = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(keys.map((key) => store.save('ce_credentials', key, { ...FIRST, clientId: key })));
    for (const key of keys)
      expect(await store.read('ce_credentials', key)).toEqual({ ...FIRST, clientId: key });
  });

  it('says when it may not write, and nothing of the secret', async () => {
    const { store, forbidWriting } = open();
    forbidWriting();
    const saved = store.save('ce_credentials', 'one', FIRST);
    await expect(saved).rejects.toMatchObject({ code: 'CREDENTIALS_NOT_WRITABLE' });
    await expect(saved).rejects.not.toThrow('secret one');
    expect(await store.read('ce_credentials', 'one')).toBeUndefined();
  });
}
