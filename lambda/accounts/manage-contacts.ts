import type { CommitContext, CommitPlan } from '../domain/commit.ts';
import { exactNumber } from '../domain/json.ts';
import { STATES } from '../model/account-lifecycle.ts';
import { accountKey, accountOwner, digitsOf, ownedKey } from './account-keys.ts';
import { accountReference } from './account-references.ts';
import { newContact } from './create-account.ts';
import type { AccountCommand } from './ports.ts';
import { differing, feedTime, inserted, updated } from './record-changes.ts';
import { needState, refuse } from './refuse.ts';
import { readForNew, readStanding } from './standing.ts';

/** POST /accounts/{account_no}/contacts: answers with the number of the new contact. */
export function addContact(accountNo: string): AccountCommand {
  return {
    prepare: async ({ body, newId }) => {
      const contactNo = newId();
      const key = ownedKey(accountNo, 'Contact', contactNo);
      return {
        owners: [accountOwner(accountNo)],
        plan: async ({ reader, now }) => {
          const account = await readForNew(reader, accountNo, key);
          needState(account, STATES.ACTIVE, STATES.PENDING, STATES.SUSPENDED);
          const [reference, tstamp] = [accountReference(account), feedTime(now)];
          return {
            changes: [inserted(key, newContact({ contact: body, contactNo, reference, tstamp }), now)],
          };
        },
        details: () => ({ contact_no: exactNumber(contactNo) }),
      };
    },
  };
}

/** PUT /accounts/{account_no}/contacts/{contact_no}: sets the fields that the request names, and no others. */
export function changeContact(accountNo: string, contactNo: string): AccountCommand {
  return {
    prepare: async ({ body }) => ({
      owners: [accountOwner(accountNo)],
      plan: async ({ reader, now }) => {
        const contact = await readStanding(reader, ownedKey(accountNo, 'Contact', contactNo));
        const values = differing(contact, body);
        return { changes: Object.keys(values).length === 0 ? [] : [updated(contact, values, now)] };
      },
    }),
  };
}

/** DELETE /accounts/{account_no}/contacts/{contact_no}. The admin contact stays. */
export function removeContact(accountNo: string, contactNo: string): AccountCommand {
  return {
    prepare: async () => ({
      owners: [accountOwner(accountNo)],
      plan: (context) => planRemoval(context, accountNo, contactNo),
    }),
  };
}

async function planRemoval(
  { reader }: CommitContext,
  accountNo: string,
  contactNo: string,
): Promise<CommitPlan> {
  const key = ownedKey(accountNo, 'Contact', contactNo);
  const account = await readStanding(reader, accountKey(accountNo));
  await readStanding(reader, key);
  if (digitsOf(account.object.admin_contact) === contactNo) {
    const detail = `Contact ${contactNo} is the admin contact of Account ${accountNo}; give the account another one first`;
    refuse('the contact is used', [{ pointer: '', detail }]);
  }
  return { changes: [{ action: 'delete', key }] };
}
