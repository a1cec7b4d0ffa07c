import { AppError } from '../domain/app-error.ts';
import type { JsonObject } from '../domain/json.ts';
import { parseJson } from '../domain/parse-json.ts';
import { ADD_CUSTOMER } from '../rules/customer/add-or-update-customer.ts';
import { runMethod } from '../rules/run-method.ts';
import type { ServiceMethod } from '../rules/service-method.ts';
import { IMPORT_METHODS } from './import-methods.ts';
import type { ImportRecord, Refusal } from './import-record.ts';
import { type LineCommand, lineCommand, pointersInto } from './line-commands.ts';
import type { WorkPorts } from './ports.ts';

/** Longer than an import can be started again: what was decided is never forgotten before. */
const DECISION_KEPT_MS = 15 * 24 * 60 * 60 * 1000;
/** For one record, contention included. */
const RECORD_MS = 30_000;
const TRIES = 6;
const FIRST_PAUSE_MS = 100;
const REFUSED = 'refused';

/** Undefined: it is done. */
export type Outcome = Refusal | undefined;

/**
 * Decides one record, once and for all: it is done in one commit, or refused. However often this is called, by whomever, the record is
 * done at most once, and the outcome is the first one. Throws when it could not be decided, for reasons that lie outside of it.
 */
export async function runRecord(ports: WorkPorts, importId: string, record: ImportRecord): Promise<Outcome> {
  if ('refused' in record.content) return record.content.refused;
  const idempotency = {
    key: ports.hash(`import ${importId} ${record.number}`),
    fingerprint: ports.hash(record.content.json),
    keptMs: DECISION_KEPT_MS,
  };
  for (let tried = 1; ; tried += 1) {
    try {
      return await decide(ports, record.content.json, idempotency);
    } catch (error) {
      const mayPass = !(error instanceof AppError) || error.retryable;
      if (isFault(error) || !mayPass) {
        ports.fault(error, { importId, record: record.number });
        return { code: 'INTERNAL', reason: 'a fault of ours; nothing was changed' };
      }
      if (tried === TRIES) throw error;
      await ports.wait(FIRST_PAUSE_MS * 2 ** tried);
    }
  }
}

type Idempotency = NonNullable<Parameters<typeof runMethod>[1]['idempotency']>;

async function decide(ports: WorkPorts, json: string, idempotency: Idempotency): Promise<Outcome> {
  const { store, clock, newId } = ports;
  const command = lineCommand(parseJson(json));
  if ('refused' in command) return command.refused;
  const deadline = clock() + RECORD_MS;
  try {
    const { body } = command;
    const { answer } = await runMethod(methodOf(command), { store, body, newId, idempotency, deadline });
    return refusedIn(answer);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Kept as well: were the record tried again later, it might go through, out of its order and after it was reported.
    const { code, message: reason } = error;
    const refused = { code, reason, errors: pointersInto(command.entity, error.errors) };
    const { answer } = await store.commit(
      { owners: [], idempotency, deadline },
      { plan: async () => ({ changes: [] }), answer: () => ({ [REFUSED]: JSON.stringify(refused) }) },
    );
    return refusedIn(answer);
  }
}

function refusedIn(answer: JsonObject): Outcome {
  const { [REFUSED]: refused } = answer;
  return typeof refused === 'string' ? (JSON.parse(refused) as Refusal) : undefined;
}

const REFUSALS = ['VALIDATION_FAILED', 'RULE_VIOLATED', 'NOT_FOUND', 'RECORD_TOO_LARGE'];

function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && REFUSALS.includes(error.code);
}

/** An error in the code: it comes again however often one tries, and must not stop the other records. */
function isFault(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

function methodOf(command: LineCommand): Pick<ServiceMethod, 'prepare'> {
  if (command.adds) return ADD_CUSTOMER;
  const method = IMPORT_METHODS.find(
    (candidate) => candidate.service === command.service && candidate.method === command.method,
  );
  if (method === undefined) throw new AppError('INTERNAL', `there is no method ${command.method}`);
  return method;
}
