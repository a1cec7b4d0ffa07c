import type { SettingStore } from '../../lambda/data-sync-admin/ports.ts';

/** What every store of settings must do; `open` gives one that is empty and may hold `a` to `z`. */
export function settingStoreContract(open: () => SettingStore): void {
  it('gives back what was set, and nothing else', async () => {
    const store = open();
    expect(await store.read()).toEqual({});
    await store.change({ a: 'one', b: 'two' });
    expect(await store.read()).toEqual({ a: 'one', b: 'two' });
  });

  it('changes what it is told to, and leaves the rest', async () => {
    const store = open();
    await store.change({ a: 'one', b: 'two', c: 'three' });
    await store.change({ a: 'other', b: null });
    expect(await store.read()).toEqual({ a: 'other', c: 'three' });
  });

  it('takes away what is not there without a word', async () => {
    const store = open();
    await store.change({ a: null });
    expect(await store.read()).toEqual({});
  });

  it('holds more settings than one call of the service takes', async () => {
    const store = open();
    const many = Object.fromEntries(
      [...'abcdefghijklmnopqrstuvwxyz'].map((name) => [name, `value of ${name}`]),
    );
    await store.change(many);
    expect(await store.read()).toEqual(many);
    await store.change(Object.fromEntries(Object.keys(many).map((name) => [name, null])));
    expect(await store.read()).toEqual({});
  });
}
