import { ACCOUNT_LIFECYCLE } from '../../lambda/model/account-lifecycle.ts';
import { ACCOUNTS_ROUTES } from '../../lambda/model/accounts-routes.ts';
import { AccountDesk, type Done } from '../support/account-desk.ts';
import { refusalOf } from '../support/order-desk.ts';

const summary = ({ changes }: Done) => changes.map(({ action, objectType, id }) => [action, objectType, id]);

describe('an account that is created', () => {
  it('comes back digit for digit, with its defaults and its admin contact', async () => {
    const desk = new AccountDesk();
    const body = `{"userid":"43739988","currency":"usd","locale":10001,"notify_method":2,"is_test_account":true,
      "functional_account_groups":[{"group_no":9223372036854775807,"client_group_id":"FA_-_DE"}],
      "account_fields":[{"account_field":{"field_no":22776.0,"field_name":"supp"},"field_values":["Value"]}],
      "contact":{"first_name":"Ada","email":"ada@example.org"}}`;
    const done = await desk.run('createAccount', [], body);
    const { account_no: account, contact_no: contact } = done;
    expect(account).toMatch(/^\d{17}$/);
    expect(done.changes).toEqual([
      { action: 'insert', objectType: 'Account', id: account, owner: `Account#${account}`, tick: '1' },
      { action: 'insert', objectType: 'Contact', id: contact, owner: `Account#${account}`, tick: '2' },
    ]);
    const at = '2026-11-22T00:00:00+00:00';
    expect(await desk.read('readAccount', account)).toBe(
      `{"account_no":${account},"userid":"43739988","client_account_id":null,"balance":0,"status":1,"status_tstamp":"${at}","parent_account":null,"created_tstamp":"${at}","updated_tstamp":"${at}","secret_question":null,"secret_question_answer":null,"is_test_account":true,"is_invoice_approval_required":false,"currency":"usd","updated_receipt_id":null,"created_receipt_id":null,"sequence_functional_group":null,"start_date":"2026-11-22","admin_contact":${contact},"is_consumer_account":false,"locale":10001,"legal_entity":null,"is_anonymized":null,"notify_method":2,"functional_account_groups":[{"group_no":9223372036854775807,"client_group_id":"FA_-_DE"}],"collection_account_groups":[],"account_fields":[{"account_field":{"field_no":22776.0,"field_name":"supp"},"field_values":["Value"]}],"tax_exemption_level":null,"notification_overrides":[],"notification_template_group":null,"surcharges":[],"revrec_profile_number":null,"purchase_order_number":null,"cc_email_addresses":[],"bcc_email_addresses":[]}`,
    );
    expect(await desk.field(['readContact', account, contact], 'account')).toBe(
      `{"account_no":${account},"userid":"43739988","client_account_id":null}`,
    );
  });

  it('is refused under external ids that another one has or had, whatever has become of it', async () => {
    const desk = new AccountDesk();
    const first = await desk.account('{"currency":"usd","userid":"ada","client_account_id":"A-1"}');
    await desk.run('deactivateAccount', [first]);
    const again = desk.account('{"currency":"eur","userid":"ada","client_account_id":"A-1"}');
    expect(await refusalOf(again)).toEqual({
      code: 'RULE_VIOLATED',
      errors: {
        '/userid': 'another Account has or had this userid; choose one that has never been used',
        '/client_account_id':
          'another Account has or had this client_account_id; choose one that has never been used',
      },
    });
    // The two kinds of ids do not get in each other's way.
    await desk.account('{"currency":"usd","userid":"A-1","client_account_id":"ada"}');
  });

  it('gets another number when its own is taken by chance', async () => {
    const numbers = ['10000000000000001', '10000000000000001', '10000000000000002'];
    const desk = new AccountDesk(undefined, { newId: () => numbers.shift() ?? '' });
    expect([await desk.account(), await desk.account()]).toEqual(['10000000000000001', '10000000000000002']);
  });

  it('is made once under an idempotency key', async () => {
    const desk = new AccountDesk();
    const body = '{"currency":"usd","userid":"ada"}';
    const first = await desk.run('createAccount', [], body, 'key');
    expect(await desk.run('createAccount', [], body, 'key')).toEqual(first);
  });

  it('may lie below another one, which must be there, not inactive, and the one that is meant', async () => {
    const desk = new AccountDesk();
    const parent = await desk.account('{"currency":"usd","userid":"parent"}');
    const child = await desk.account(`{"currency":"usd","parent_account":{"account_no":${parent}}}`);
    expect(await desk.field(['readAccount', child], 'parent_account')).toBe(
      `{"account_no":${parent},"userid":"parent","client_account_id":null}`,
    );
    const below = (reference: string) =>
      refusalOf(desk.account(`{"currency":"usd","parent_account":${reference}}`));
    expect(await below('{"account_no":12}')).toMatchObject({
      errors: { '/parent_account/account_no': 'there is no Account 12; create it first' },
    });
    expect(await below(`{"account_no":${parent},"userid":"other"}`)).toMatchObject({
      errors: { '/parent_account/userid': 'is not the userid of what is named here; leave it out' },
    });
    const gone = await desk.account();
    await desk.run('deactivateAccount', [gone]);
    expect(await below(`{"account_no":${gone}}`)).toMatchObject({
      errors: { '/parent_account': `Account ${gone} is inactive; nothing can be put below it` },
    });
  });
});

describe('an account that is changed', () => {
  it('keeps what is not named, and says nothing when all is so already', async () => {
    const desk = new AccountDesk();
    const account = await desk.account('{"currency":"usd","revrec_profile_number":7.0,"locale":1}');
    const done = await desk.run('changeAccount', [account], '{"locale":2,"surcharges":[{"surcharge_no":3}]}');
    expect(summary(done)).toEqual([['update', 'Account', account]]);
    expect(await desk.field(['readAccount', account], 'revrec_profile_number')).toBe('7.0');
    expect(await desk.field(['readAccount', account], 'locale')).toBe('2');
    const same = '{"locale":2,"surcharges":[{"surcharge_no":3}],"revrec_profile_number":7.0}';
    expect((await desk.run('changeAccount', [account], same)).changes).toEqual([]);
    const scale = await desk.run('changeAccount', [account], '{"revrec_profile_number":7.00}');
    expect(scale.changes).toHaveLength(1);
  });

  it('takes a contact of its own as its admin contact, and no other', async () => {
    const desk = new AccountDesk();
    const [account, other] = [await desk.account(), await desk.account()];
    const { contact_no: contact } = await desk.run('addContact', [account], '{"last_name":"Byron"}');
    await desk.run('changeAccount', [account], `{"admin_contact":${contact}}`);
    expect(await desk.field(['readAccount', account], 'admin_contact')).toBe(contact);
    const { errors } = await refusalOf(desk.run('changeAccount', [other], `{"admin_contact":${contact}}`));
    expect(errors['/admin_contact']).toMatch(`Account ${other} has no Contact ${contact}`);
  });

  it('is not found, or inactive, as it may be', async () => {
    const desk = new AccountDesk();
    const account = await desk.account();
    await desk.run('deactivateAccount', [account]);
    expect((await refusalOf(desk.run('changeAccount', ['12']))).code).toBe('NOT_FOUND');
    expect((await refusalOf(desk.run('changeAccount', ['x']))).code).toBe('VALIDATION_FAILED');
    expect((await refusalOf(desk.run('changeAccount', [account]))).errors).toEqual({
      '': `Account ${account} is inactive; it must be active or pending activation or suspended`,
    });
  });

  it('never comes to lie below itself, nor too deep', async () => {
    const desk = new AccountDesk();
    const numbers = [await desk.account()];
    const put = (account: string, parent: string) =>
      desk.run('changeAccount', [account], `{"parent_account":{"account_no":${parent}}}`);
    for (let level = 1; level <= 10; level += 1) {
      const account = await desk.account();
      await put(account, numbers.at(-1) ?? '');
      numbers.push(account);
    }
    const [top = '', second = ''] = numbers;
    expect((await refusalOf(put(top, second))).errors['/parent_account']).toMatch(/below itself$/);
    expect((await refusalOf(put(top, top))).errors['/parent_account']).toMatch(/below itself$/);
    expect((await refusalOf(put(await desk.account(), numbers.at(-1) ?? ''))).errors).toEqual({
      '/parent_account': 'has more than 10 accounts above one another',
    });
    await desk.run('changeAccount', [second], '{"parent_account":null}');
    await put(top, numbers.at(-2) ?? '');
  });
});

describe('the state of an account', () => {
  const { moves, states } = ACCOUNT_LIFECYCLE;
  const WAYS: Readonly<Record<number, readonly string[]>> = {
    1: [],
    32: [],
    [-1]: ['suspendAccount'],
    0: ['deactivateAccount'],
  };

  it.each(states.flatMap((state) => moves.map((move) => [state.name, move.move, state, move] as const)))(
    '%s and %s: only as the table says',
    async (_state, _move, state, move) => {
      const desk = new AccountDesk();
      const account = await desk.account(`{"currency":"usd","status":${state.no === 32 ? 32 : 1}}`);
      for (const way of WAYS[state.no] ?? []) await desk.run(way, [account]);
      expect(await desk.statusOf('readAccount', account)).toBe(String(state.no));
      const moved = desk.run(`${move.move}Account`, [account]);
      if ((move.from as readonly unknown[]).includes(state)) {
        expect(summary(await moved)).toEqual([['update', 'Account', account]]);
        expect(await desk.statusOf('readAccount', account)).toBe(String(move.to.no));
      } else {
        expect((await refusalOf(moved)).errors['']).toContain(`is ${state.name}; it must be`);
      }
    },
  );

  it('does not end while others lie below it', async () => {
    const desk = new AccountDesk();
    await desk.plan();
    const parent = await desk.account();
    const child = await desk.account(`{"currency":"usd","parent_account":{"account_no":${parent}}}`);
    await desk.subscription(parent);
    expect((await refusalOf(desk.run('deactivateAccount', [parent]))).errors['']).toMatch(
      'has 1 account below it that is not inactive',
    );
    await desk.run('deactivateAccount', [child]);
    await desk.run('deactivateAccount', [parent]);
  });
});

describe('a contact', () => {
  it('is added, changed and removed, unless it is the admin contact', async () => {
    const desk = new AccountDesk();
    const account = await desk.account('{"currency":"usd","contact":{"first_name":"Ada"}}');
    const admin = await desk.field(['readAccount', account], 'admin_contact');
    const { contact_no: contact } = await desk.run('addContact', [account], '{"city":"London"}');
    await desk.run('changeContact', [account, contact], '{"city":"Paris","country":"FR"}');
    expect((await desk.run('changeContact', [account, contact], '{"city":"Paris"}')).changes).toEqual([]);
    expect(await desk.field(['readContact', account, contact], 'city')).toBe('"Paris"');
    expect(summary(await desk.run('removeContact', [account, contact]))).toEqual([
      ['delete', 'Contact', contact],
    ]);
    expect((await refusalOf(desk.read('readContact', account, contact))).code).toBe('NOT_FOUND');
    expect((await refusalOf(desk.run('removeContact', [account, contact]))).code).toBe('NOT_FOUND');
    expect((await refusalOf(desk.run('removeContact', [account, admin]))).errors['']).toMatch(
      'is the admin contact',
    );
  });
});

it('every route has an operation', async () => {
  const desk = new AccountDesk();
  for (const { name, request } of ACCOUNTS_ROUTES) {
    const body = request?.kind === 'object' && (request.required ?? []).length > 0 ? undefined : {};
    if (body !== undefined)
      await expect(desk.request({ name, numbers: [], body })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
      });
  }
});
