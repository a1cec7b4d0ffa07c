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
  if (first === undefined) {
    const services = [...new Set(SERVICE_METHODS.map((one) => one.service))];
    throw notFound(`there is no service ${shown(service)}`, nearestName(cut(service), services));
  }
  const found = methods.find((one) => one.method === method);
  if (found !== undefined) return found;
  const nearest = nearestName(
    cut(method),
    methods.map((one) => one.method),
  );
  throw notFound(`the service ${first.service} has no method ${shown(method)}`, nearest);
}

function notFound(what: string, nearest: string | undefined): AppError {
  return new AppError('NOT_FOUND', `${what}; the nearest is ${JSON.stringify(nearest)}`);
}

function shown(name: string): string {
  return JSON.stringify(cut(name));
}

function cut(name: string): string {
  return name.slice(0, MAX_SHOWN_NAME);
}
