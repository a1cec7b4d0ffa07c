import { AppError } from '../domain/app-error.ts';

/**
 * The environment variables of these names, none of them empty.
 * Throws AppError ENVIRONMENT_INVALID that names every one that is missing, so that a bad deployment fails at its first start.
 */
export function readEnvironment<const Name extends string>(
  names: readonly Name[],
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => !environment[name]);
  if (missing.length > 0) {
    throw new AppError(
      'ENVIRONMENT_INVALID',
      `environment variables that are missing or empty: ${missing.join(', ')}; set them on the function`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<Name, string>;
}
