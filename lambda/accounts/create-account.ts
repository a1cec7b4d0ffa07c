import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import { exactNumber, isJsonObject, type JsonObject } from '../domain/json.ts';
import { STATES } from '../model/account-lifecycle.ts';
import { Moved, type Preparation, type PreparedCommand } from '../rules/service-method.ts';
import { accountKey, accountOwner, ownedKey } from './account-keys.ts';
import { accountReference } from './account-references.ts';
import { claimExternalIds } from './external-ids.ts';
import { type AccountsAbove, accountsAbove, planParent } from './parent-account.ts';
import type { AccountCommand } from './ports.ts';
import { feedTime, inserted } from './record-changes.ts';
import { refuse } from './refuse.ts';

interface NewAccount {
  readonly body: JsonObject;
  readonly accountNo: string;
  /** Undefined: the account begins without a contact. */
  readonly contactNo: string | undefined;
  readonly above: AccountsAbove;
}

/** POST /accounts: makes an account, and its admin contact where the request has one. Answers with their numbers. */
export const CREATE_ACCOUNT: AccountCommand = { prepare };

async function prepare({ body, reader, newId }: Preparation): Promise<PreparedCommand> {
  const account: NewAccount = {
    body,
    accountNo: newId(),
    contactNo: isJsonObject(body.contact) ? newId() : undefined,
    above: await accountsAbove(reader, body.parent_account),
  };
  const { accountNo, contactNo, above } = account;
  return {
    owners: [accountOwner(accountNo), ...above.owners],
    plan: (context) => planAccount(context, account),
    details: () => ({
      account_no: exactNumber(accountNo),
      ...(contactNo !== undefined && { contact_no: exactNumber(contactNo) }),
    }),
  };
}

async function planAccount({ reader, now }: CommitContext, account: NewAccount): Promise<CommitPlan> {
  const { body, accountNo, contactNo, above } = account;
  const key = accountKey(accountNo);
  const [taken] = await reader.records([key]);
  if (taken !== undefined) throw new Moved();
  const ids = await claimExternalIds(reader, { key, object: body, fields: ['userid', 'client_account_id'] });
  const parent = await planParent(reader, { body, own: accountNo, before: undefined, above });
  refuse('the account cannot be created', [...ids.errors, ...parent.errors]);
  const { contact, ...given } = body;
  const tstamp = feedTime(now);
  const object = {
    ...DEFAULTS,
    start_date: tstamp.slice(0, 'yyyy-MM-dd'.length),
    ...given,
    account_no: exactNumber(accountNo),
    parent_account: parent.value ?? null,
    admin_contact: contactNo === undefined ? null : exactNumber(contactNo),
    status_tstamp: tstamp,
    created_tstamp: tstamp,
    updated_tstamp: tstamp,
  };
  const changes = [inserted(key, object, now)];
  if (contactNo !== undefined && isJsonObject(contact)) {
    const reference = accountReference({ object });
    changes.push(
      inserted(
        ownedKey(accountNo, 'Contact', contactNo),
        newContact({ contact, contactNo, reference, tstamp }),
        now,
      ),
    );
  }
  return { changes, names: ids.names, references: parent.references };
}

const DEFAULTS: JsonObject = {
  balance: exactNumber(0),
  status: exactNumber(STATES.ACTIVE.no),
  is_test_account: false,
  is_invoice_approval_required: false,
  is_consumer_account: false,
};

/** A contact's object: what a request says of it, its number, its account and its times. */
export function newContact(parts: {
  contact: JsonObject;
  contactNo: string;
  reference: JsonObject;
  tstamp: string;
}): JsonObject {
  const { contact, contactNo, reference, tstamp } = parts;
  return {
    ...contact,
    contact_no: exactNumber(contactNo),
    account: reference,
    created_tstamp: tstamp,
    updated_tstamp: tstamp,
  };
}
