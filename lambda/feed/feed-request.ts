import { AppError } from '../domain/app-error.ts';
import type { FeedRequest } from './ports.ts';

/** The parameters of a request, each once. Throws VALIDATION_FAILED for any other parameter: one that is misspelt would be a silent skip. */
export function parameters<Name extends string>(
  { query }: Pick<FeedRequest, 'query'>,
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> {
  const found: Partial<Record<Name, string>> = {};
  for (const [name, values] of Object.entries(query)) {
    const known = names.find((one) => one === name);
    if (known === undefined)
      throw invalid(
        `there is no parameter ${JSON.stringify(name.slice(0, 50))}; there are ${names.join(', ')}`,
      );
    if (values.length > 1)
      throw invalid(`the parameter ${known} stands ${values.length} times; send it once`);
    if (values[0] !== undefined && values[0] !== '') found[known] = values[0];
  }
  return found;
}

/** The id that the client has seen last: the header, which SSE clients send by themselves, before the parameter. */
export function lastIdOf(
  request: Pick<FeedRequest, 'headers'>,
  { lastEventId }: { readonly lastEventId?: string },
): string | undefined {
  const header = request.headers['last-event-id']?.trim();
  return header === undefined || header === '' ? lastEventId : header;
}

/** A fault of a parameter. */
export function invalid(message: string): AppError {
  return new AppError('VALIDATION_FAILED', message);
}
