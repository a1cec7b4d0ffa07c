import type { MemoryRecordStore } from '../../lambda/adapters/memory/memory-record-store.ts';
import { deleteCatalogRecord } from '../../lambda/catalog/delete-catalog-record.ts';
import { catalogKey } from '../../lambda/domain/catalog-names.ts';
import { PLAN_INSTANCE_LIFECYCLE } from '../../lambda/model/account-lifecycle.ts';
import { AccountDesk, type Done, PLAN } from '../support/account-desk.ts';
import { refusalOf } from '../support/order-desk.ts';

const summary = ({ changes }: Done) => changes.map(({ action, objectType, id }) => [action, objectType, id]);

async function openDesk(): Promise<{ desk: AccountDesk; account: string }> {
  const desk = new AccountDesk();
  await desk.plan();
  return { desk, account: await desk.account('{"currency":"usd","userid":"ada"}') };
}

describe('a subscription that is created', () => {
  it('comes back digit for digit, belongs to its account, and keeps its plan in the catalog', async () => {
    const { desk, account } = await openDesk();
    const more = ',"client_plan_instance_id":"P-1","units":2.50,"end_date":"2030-01-01"';
    const number = await desk.subscription(account, more);
    const at = '2026-11-22T00:00:00+00:00';
    expect(await desk.read('readSubscription', number)).toBe(
      `{"plan_instance_no":${number},"client_plan_instance_id":"P-1","account":{"account_no":${account},"userid":"ada","client_account_id":null},"plan":7,"master_plan_instance":null,"status":1,"status_tstamp":"${at}","is_suspended_with_account":false,"units":2.50,"created_tstamp":"${at}","updated_tstamp":"${at}","updated_receipt_id":null,"created_receipt_id":null,"start_date":"2026-11-22","end_date":"2030-01-01","purchase_order_number":null,"description":null,"plan_instance_fields":[]}`,
    );
    const command = { type: 'Plan Definition', id: PLAN, deadline: Number.MAX_SAFE_INTEGER } as const;
    const deleted = deleteCatalogRecord(desk.store, { ...command, idempotency: undefined });
    expect((await refusalOf(deleted)).errors['']).toBe(
      'Plan Definition 7 is used by 1 product specification or subscription; what is used cannot be deleted',
    );
  });

  it('is refused for everything that is wrong with it, all at once', async () => {
    const { desk, account } = await openDesk();
    await desk.subscription(account, ',"client_plan_instance_id":"P-1"');
    const body = `{"account":{"account_no":${account},"userid":"bob"},"plan":8,"client_plan_instance_id":"P-1",
      "units":0,"start_date":"2027-01-01","end_date":"2026-12-31","master_plan_instance":{"plan_instance_no":5}}`;
    expect(await refusalOf(desk.run('createSubscription', [], body))).toEqual({
      code: 'RULE_VIOLATED',
      errors: {
        '/account/userid': 'is not the userid of what is named here; leave it out',
        '/plan': 'there is no Plan Definition 8; put it first, by PUT /catalog/plan-definitions/8',
        '/units': 'must be above 0',
        '/end_date': '2026-12-31 is before it starts, 2027-01-01',
        '/master_plan_instance/plan_instance_no': `Account ${account} has no Plan Instance 5`,
        '/client_plan_instance_id':
          'another Plan Instance has or had this client_plan_instance_id; choose one that has never been used',
      },
    });
  });

  it('needs an account that is active, or pending like itself', async () => {
    const { desk } = await openDesk();
    const pending = await desk.account('{"currency":"usd","status":32}');
    expect((await refusalOf(desk.subscription(pending))).errors).toEqual({
      '/status': `Account ${pending} is pending activation; until it is active, so must its subscriptions be: send 32`,
    });
    await desk.subscription(pending, ',"status":32');
    await desk.run('activateAccount', [pending]);
    await desk.run('suspendAccount', [pending]);
    expect((await refusalOf(desk.subscription(pending))).errors['/account/account_no']).toContain(
      'is suspended',
    );
    expect((await refusalOf(desk.subscription('12'))).errors['/account/account_no']).toContain('there is no');
  });

  it('supplements one of the same account, which cannot be cancelled before it', async () => {
    const { desk, account } = await openDesk();
    const master = await desk.subscription(account, ',"client_plan_instance_id":"M"');
    const of = (number: string) => `,"master_plan_instance":{"plan_instance_no":${number}}`;
    const supplement = await desk.subscription(account, of(master));
    expect(await desk.field(['readSubscription', supplement], 'master_plan_instance')).toBe(
      `{"plan_instance_no":${master},"client_plan_instance_id":"M"}`,
    );
    const nested = await refusalOf(desk.subscription(account, of(supplement)));
    expect(nested.errors['/master_plan_instance/plan_instance_no']).toMatch('supplements another one');
    const other = await desk.account();
    const foreign = await refusalOf(desk.subscription(other, of(master)));
    expect(foreign.errors['/master_plan_instance/plan_instance_no']).toBe(
      `Account ${other} has no Plan Instance ${master}`,
    );
    expect((await refusalOf(desk.run('cancelSubscription', [master]))).errors['']).toMatch(
      'has 1 that supplements it',
    );
    await desk.run('cancelSubscription', [supplement]);
    await desk.run('cancelSubscription', [master]);
    const late = await refusalOf(desk.subscription(account, of(master)));
    expect(late.errors['/master_plan_instance/plan_instance_no']).toMatch('is cancelled');
  });

  it('gets another number when its own is taken by chance, even below another account', async () => {
    const numbers = ['1', '2', '3', '3', '4'].map((digit) => `1000000000000000${digit}`);
    const desk = new AccountDesk(undefined, { newId: () => numbers.shift() ?? '' });
    await desk.plan();
    const [first, second] = [await desk.account(), await desk.account()];
    const made = [await desk.subscription(first), await desk.subscription(second)];
    expect(made).toEqual(['10000000000000003', '10000000000000004']);
  });
});

describe('a subscription that is changed', () => {
  it('keeps what is not named, and moves from plan to plan', async () => {
    const { desk, account } = await openDesk();
    await desk.plan('8');
    const number = await desk.subscription(account, ',"units":2.50');
    const done = await desk.run('changeSubscription', [number], '{"plan":8,"description":"more"}');
    expect(summary(done)).toEqual([['update', 'Plan Instance', number]]);
    expect(await desk.field(['readSubscription', number], 'units')).toBe('2.50');
    const counts = ['7', '8'].map((plan) => desk.store.references(catalogKey('Plan Definition', plan)));
    expect(await Promise.all(counts)).toEqual([0, 1]);
    expect((await desk.run('changeSubscription', [number], '{"plan":8}')).changes).toEqual([]);
    const ends = await refusalOf(desk.run('changeSubscription', [number], '{"end_date":"2026-11-21"}'));
    expect(ends.errors).toEqual({ '/end_date': '2026-11-21 is before it starts, 2026-11-22' });
    await desk.run('cancelSubscription', [number]);
    expect((await refusalOf(desk.run('changeSubscription', [number], '{"plan":8}'))).code).toBe(
      'RULE_VIOLATED',
    );
    expect((await refusalOf(desk.run('changeSubscription', ['12']))).code).toBe('NOT_FOUND');
  });
});

describe('the state of a subscription', () => {
  const { moves, states } = PLAN_INSTANCE_LIFECYCLE;
  const WAYS: Readonly<Record<number, string>> = { [-1]: 'suspendSubscription', [-2]: 'cancelSubscription' };

  it.each(states.flatMap((state) => moves.map((move) => [state.name, move.move, state, move] as const)))(
    '%s and %s: only as the table says',
    async (_state, _move, state, move) => {
      const { desk, account } = await openDesk();
      const number = await desk.subscription(account, `,"status":${state.no === 32 ? 32 : 1}`);
      const way = WAYS[state.no];
      if (way !== undefined) await desk.run(way, [number]);
      const moved = desk.run(`${move.move}Subscription`, [number]);
      if ((move.from as readonly unknown[]).includes(state)) {
        expect(summary(await moved)).toEqual([['update', 'Plan Instance', number]]);
        expect(await desk.statusOf('readSubscription', number)).toBe(String(move.to.no));
      } else {
        expect((await refusalOf(moved)).errors['']).toContain(`is ${state.name}; it must be`);
      }
    },
  );

  it('becomes active with an active account only', async () => {
    const { desk } = await openDesk();
    const account = await desk.account('{"currency":"usd","status":32}');
    const number = await desk.subscription(account, ',"status":32');
    expect((await refusalOf(desk.run('activateSubscription', [number]))).errors['']).toBe(
      `Account ${account} is pending activation; it must be active`,
    );
    await desk.run('activateAccount', [account]);
    await desk.run('activateSubscription', [number]);
  });
});

describe('the subscriptions of an account', () => {
  async function five() {
    const { desk, account } = await openDesk();
    const [pending, suspended, cancelled] = [
      await desk.subscription(account, ',"status":32'),
      await desk.subscription(account),
      await desk.subscription(account),
    ];
    await desk.run('suspendSubscription', [suspended]);
    await desk.run('cancelSubscription', [cancelled]);
    const active = [await desk.subscription(account), await desk.subscription(account)];
    const all = [pending, suspended, cancelled, ...active];
    const statuses = () => Promise.all(all.map((number) => desk.statusOf('readSubscription', number)));
    return { desk, account, pending, suspended, active, statuses };
  }

  it('are suspended and resumed with it, those that were active, in the same transaction', async () => {
    const { desk, account, active, statuses } = await five();
    const done = await desk.run('suspendAccount', [account]);
    expect(summary(done)).toEqual([
      ['update', 'Account', account],
      ...active.map((number) => ['update', 'Plan Instance', number]),
    ]);
    const ticks = done.changes.map(({ tick }) => Number(tick));
    expect(ticks).toEqual(ticks.map((_tick, place) => (ticks[0] ?? 0) + place));
    const ids = (desk.store as MemoryRecordStore).changes().slice(-3);
    expect(new Set(ids.map(({ newImage }) => newImage?._transaction_id)).size).toBe(1);
    expect(await statuses()).toEqual(['32', '-1', '-2', '-1', '-1']);
    await desk.run('resumeAccount', [account]);
    expect(await statuses()).toEqual(['32', '-1', '-2', '1', '1']);
    expect(await desk.field(['readSubscription', active[0] ?? ''], 'is_suspended_with_account')).toBe(
      'false',
    );
  });

  it('are not resumed by themselves while it is suspended, but may be cancelled', async () => {
    const { desk, account, active, statuses } = await five();
    await desk.run('suspendAccount', [account]);
    const [first = '', second = ''] = active;
    expect((await refusalOf(desk.run('resumeSubscription', [first]))).errors['']).toContain('is suspended');
    await desk.run('cancelSubscription', [second]);
    await desk.run('resumeAccount', [account]);
    expect(await statuses()).toEqual(['32', '-1', '-2', '1', '-2']);
  });

  it('are cancelled when it is deactivated, and count no longer', async () => {
    const { desk, account, statuses } = await five();
    const done = await desk.run('deactivateAccount', [account]);
    expect(done.changes).toHaveLength(5);
    expect(await statuses()).toEqual(['-2', '-2', '-2', '-2', '-2']);
    const owner = `Account#${account}`;
    expect(await desk.store.references({ owner, type: 'Account', id: account })).toBe(0);
    expect(await desk.store.references(catalogKey('Plan Definition', PLAN))).toBe(5);
  });
});
