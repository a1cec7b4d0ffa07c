import { MemorySettingStore } from '../../lambda/adapters/memory/memory-setting-store.ts';
import { ParameterSettings } from '../../lambda/adapters/ssm/parameter-settings.ts';
import { FakeParameterStore } from '../support/fake-parameter-store.ts';
import { settingStoreContract } from './setting-store.ts';

const NAMES = [...'abcdefghijklmnopqrstuvwxyz'];

describe('settings in memory', () => {
  settingStoreContract(() => new MemorySettingStore());
});

describe('settings in Parameter Store', () => {
  settingStoreContract(
    () =>
      new ParameterSettings({
        client: new FakeParameterStore().client,
        prefix: '/millrace/test/',
        names: NAMES,
      }),
  );

  it('are parameters below the prefix, and others are left alone', async () => {
    const fake = new FakeParameterStore();
    fake.parameters.set('/millrace/prod/a', 'of another stage');
    const store = new ParameterSettings({ client: fake.client, prefix: '/millrace/test/', names: NAMES });
    await store.change({ a: 'one' });
    expect(Object.fromEntries(fake.parameters)).toEqual({
      '/millrace/prod/a': 'of another stage',
      '/millrace/test/a': 'one',
    });
    expect(await store.read()).toEqual({ a: 'one' });
  });
});
