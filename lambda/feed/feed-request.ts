import { AppError } from '../domain/app-error.ts';
import type { Role } from '../domain/role.ts';

/** A request for a stream, as both servers hand it over. */
export interface FeedRequest {
  readonly path: '/feed/changes' | '/feed/load';
  /** Every value of every parameter, decoded. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** The `Last-Event-ID` header. */
  readonly lastEventId: string | undefined;
  readonly caller: {
    readonly clientId: string;
    readonly roles: readonly Role[];
    /** When the token ends, epoch milliseconds. */
    readonly expiresAt: number;
  };
  /** Names this connection in logs and in the audit log: the correlation id. */
  readonly connectionId: string;
  /** Epoch milliseconds at which whoever serves it must have ended it. */
  readonly endsBy: number;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

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
  request: Pick<FeedRequest, 'lastEventId'>,
  { lastEventId }: { readonly lastEventId?: string },
): string | undefined {
  const header = request.lastEventId?.trim();
  return header === undefined || header === '' ? lastEventId : header;
}

/** A fault of a parameter. */
export function invalid(message: string): AppError {
  return new AppError('VALIDATION_FAILED', message);
}
