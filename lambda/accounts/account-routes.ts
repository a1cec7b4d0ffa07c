import { AppError, type FieldError } from '../domain/app-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';
import { ACCOUNTS_ROUTES } from '../model/accounts-routes.ts';
import type { Route } from '../model/routes.ts';
import { validate } from '../model/validate.ts';
import type { AccountOperation, AccountRequest } from './account-operations.ts';

/** A route as the command API takes it. */
export interface AccountRoute {
  readonly roles: Route['roles'];
  readonly validate?: (body: JsonValue) => readonly FieldError[];
  operation(
    command: Omit<AccountRequest, 'body'> & { readonly body: JsonValue },
  ): Promise<{ readonly status: 200; readonly body: JsonObject; readonly replayed: boolean }>;
}

/** The routes of the model with their operations, by method and resource. Throws when one has none. */
export function accountRoutes(
  operations: Readonly<Record<string, AccountOperation>>,
): Readonly<Record<string, AccountRoute>> {
  const routes = ACCOUNTS_ROUTES.map(({ name, method, path, roles, request }) => {
    const operation = operations[name];
    if (operation === undefined) throw new AppError('INTERNAL', `there is no operation ${name}`);
    const route: AccountRoute = {
      roles,
      ...(request !== undefined && { validate: (body: JsonValue) => validate(request, body) }),
      operation: async ({ body, ...command }) => {
        const { answer, replayed } = await operation({ ...command, body: isJsonObject(body) ? body : {} });
        return { status: 200, body: answer, replayed };
      },
    };
    return [`${method} ${path}`, route] as const;
  });
  return Object.fromEntries(routes);
}
