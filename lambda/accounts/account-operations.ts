import type { CommitOptions } from '../domain/commit.ts';
import type { JsonObject } from '../domain/json.ts';
import { ACCOUNT_LIFECYCLE, PLAN_INSTANCE_LIFECYCLE } from '../model/account-lifecycle.ts';
import { runMethod } from '../rules/run-method.ts';
import { numberInPath, type OwnedType } from './account-keys.ts';
import { applyAccountTransaction } from './apply-account-transaction.ts';
import { changeAccount } from './change-account.ts';
import { changeSubscription, moveSubscription } from './change-subscription.ts';
import { CREATE_ACCOUNT } from './create-account.ts';
import { CREATE_SUBSCRIPTION } from './create-subscription.ts';
import { addContact, changeContact, removeContact } from './manage-contacts.ts';
import { moveAccount } from './move-account.ts';
import type { AccountCommand, AccountStore } from './ports.ts';
import { postAccountTransaction } from './post-account-transaction.ts';
import { readAccount, readOwned, readSubscription } from './read-record.ts';

/** A request whose body, where it has one, is of its route's shape. */
export interface AccountRequest extends Pick<CommitOptions, 'idempotency' | 'deadline'> {
  readonly path: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** What a request is answered with; `replayed` when it is an earlier answer given again. */
export interface AccountAnswer {
  readonly answer: JsonObject;
  readonly replayed: boolean;
}

/** Answers a request. Throws AppError VALIDATION_FAILED, NOT_FOUND, RULE_VIOLATED, and what `commit` throws. */
export type AccountOperation = (request: AccountRequest) => Promise<AccountAnswer>;

/** What the operations work with. `newId` gives a new id of 17 digits. */
export interface AccountOperationsOptions {
  readonly store: AccountStore;
  newId(): string;
}

type Path = AccountRequest['path'];

const accountNo = (path: Path) => numberInPath(path, 'account_no');
const contactNo = (path: Path) => numberInPath(path, 'contact_no');
const planInstanceNo = (path: Path) => numberInPath(path, 'plan_instance_no');

/** What each command does, by the name of its route. */
const COMMANDS: Readonly<Record<string, (path: Path) => AccountCommand>> = {
  createAccount: () => CREATE_ACCOUNT,
  changeAccount: (path) => changeAccount(accountNo(path)),
  addContact: (path) => addContact(accountNo(path)),
  changeContact: (path) => changeContact(accountNo(path), contactNo(path)),
  removeContact: (path) => removeContact(accountNo(path), contactNo(path)),
  postAccountTransaction: (path) => postAccountTransaction(accountNo(path)),
  applyAccountTransaction: (path) =>
    applyAccountTransaction(accountNo(path), numberInPath(path, 'transaction_no')),
  createSubscription: () => CREATE_SUBSCRIPTION,
  changeSubscription: (path) => changeSubscription(planInstanceNo(path)),
  ...Object.fromEntries(
    ACCOUNT_LIFECYCLE.moves.map(({ move }) => [
      `${move}Account`,
      (path: Path) => moveAccount(accountNo(path), move),
    ]),
  ),
  ...Object.fromEntries(
    PLAN_INSTANCE_LIFECYCLE.moves.map(({ move }) => [
      `${move}Subscription`,
      (path: Path) => moveSubscription(planInstanceNo(path), move),
    ]),
  ),
};

/** Every operation of the slice, by the name of its route. */
export function accountOperations(
  options: AccountOperationsOptions,
): Readonly<Record<string, AccountOperation>> {
  const { store, newId } = options;
  const read = (answer: (path: Path) => Promise<JsonObject>): AccountOperation => {
    return async ({ path }) => ({ answer: await answer(path), replayed: false });
  };
  const owned = (type: OwnedType, parameter: string) =>
    read((path) => readOwned(store, { accountNo: accountNo(path), type, id: numberInPath(path, parameter) }));
  const commands = Object.entries(COMMANDS).map(([name, command]): [string, AccountOperation] => [
    name,
    async ({ path, ...request }) => runMethod(command(path), { store, newId, ids: 'numbers', ...request }),
  ]);
  return {
    ...Object.fromEntries(commands),
    readAccount: read((path) => readAccount(store, accountNo(path))),
    readContact: owned('Contact', 'contact_no'),
    readAccountTransaction: owned('Account Transaction', 'transaction_no'),
    readSubscription: read((path) => readSubscription(store, planInstanceNo(path))),
  };
}
