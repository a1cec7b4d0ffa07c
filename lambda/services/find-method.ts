import { AppError } from '../domain/app-error.ts';
import { nearestName } from '../model/nearest-name.ts';
import { plainServiceName } from '../model/service-names.ts';
import type { ServiceMethod } from '../rules/service-method.ts';
import { SERVICE_METHODS } from '../rules/service-methods.ts';

/** Longer ones are no misspelling. */
const MAX_SHOWN_NAME = 100;

/**
 * The method that a path names. The service is found whatever the case and with or without blanks and hyphens; the method as it is
 * written. Throws AppError NOT_FOUND, which names the nearest there is.
 */
export function findMethod(path: Readonly<Record<string, string>>): ServiceMethod {
  const { service = '', method = '' } = path;
  const plain = plainServiceName(service);
  const methods = SERVICE_METHODS.filter((one) => plainServiceName(one.service) === plain);
  const [first] = methods;
  if (first === undefined)
    throw noSuch('service', service, [...new Set(SERVICE_METHODS.map((one) => one.service))]);
  const found = methods.find((one) => one.method === method);
  if (found !== undefined) return found;
  throw noSuch(
    `method of the service ${first.service}`,
    method,
    methods.map((one) => one.method),
  );
}

function noSuch(what: string, name: string, names: readonly string[]): AppError {
  const shown = name.slice(0, MAX_SHOWN_NAME);
  const nearest = JSON.stringify(nearestName(shown, names));
  return new AppError('NOT_FOUND', `there is no ${what} ${JSON.stringify(shown)}; the nearest is ${nearest}`);
}
