import { AppError, type FieldError } from '../domain/app-error.ts';
import type { JsonObject, JsonValue } from '../domain/json.ts';
import { ADD_OR_UPDATE_CUSTOMER, DELETE_CUSTOMER, MERGE_CUSTOMERS } from '../model/customer-operations.ts';
import { POST_TRANSACTION } from '../model/pos-log-operations.ts';
import type { Shape } from '../model/shape.ts';
import { ACTIVATE_INSTRUMENT, DEACTIVATE_INSTRUMENT } from '../model/svc-transaction-operations.ts';
import { validate } from '../model/validate.ts';
import { entityOf, type Refusal } from './import-record.ts';
import type { XmlElement } from './ports.ts';

/** The method that a request type runs. */
export interface RequestType {
  readonly service: string;
  readonly method: string;
  /** It is refused when it would change a customer who is there. */
  readonly adds?: true;
}

/** What an import takes (ORCE Data Sync, tables H-2 and H-4): by entity, then by its Action; '' for an entity that has none. */
export const REQUEST_TYPES: Readonly<Record<string, Readonly<Record<string, RequestType>>>> = {
  Customer: {
    Add: { service: 'Customer', method: 'addOrUpdateCustomer', adds: true },
    AddOrUpdate: { service: 'Customer', method: 'addOrUpdateCustomer' },
    Delete: { service: 'Customer', method: 'deleteCustomer' },
    Merge: { service: 'Customer', method: 'mergeCustomers' },
  },
  Transaction: { '': { service: 'PosLog', method: 'postTransaction' } },
  ActivateInstrumentRequest: { '': { service: 'SVC Transaction', method: 'activateInstrument' } },
  DeactivateInstrumentRequest: { '': { service: 'SVC Transaction', method: 'deactivateInstrument' } },
};

/** The member, or attribute, that says what is to be done. */
const ACTION = 'Action';

/** A command that a record of an import stands for; its body has been validated. */
export interface LineCommand extends RequestType {
  readonly entity: string;
  readonly body: JsonObject;
}

/** Whether records may have this name. */
export function isEntity(name: string): boolean {
  return Object.hasOwn(REQUEST_TYPES, name);
}

/** The form of an element that is a record, its Action included; undefined where there is no such request type. */
export function entityShape({ name, attributes, children }: XmlElement): Shape | undefined {
  const isAction = (member: string): boolean => member.toLowerCase() === ACTION.toLowerCase();
  const said = [
    ...Object.entries(attributes),
    ...children.map((child): [string, string] => [child.name, child.text]),
  ].find(([member]) => isAction(member));
  const type = requestType(name, said?.[1].trim());
  const request = type && requestOf(type);
  if (request?.kind !== 'object') return undefined;
  return { ...request, properties: { ...request.properties, [ACTION]: { kind: 'enum', values: [] } } };
}

/** The command that a record stands for, or what is wrong with the record. */
export function lineCommand(value: JsonValue): LineCommand | { readonly refused: Refusal } {
  const found = entityOf(value);
  if (found === undefined || !isEntity(found.entity)) {
    const known = Object.keys(REQUEST_TYPES).join(', ');
    const what =
      found === undefined ? 'is no object with one member that is an object' : 'is of no known kind';
    return refusal(`the record ${what}; expected {"<entity>": {…}}, the entity being one of ${known}`);
  }
  const { entity, content } = found;
  const { [ACTION]: action, ...rest } = content;
  const type = requestType(entity, action);
  if (type === undefined)
    return refusal(`the ${entity} has no Action that is known; expected ${actionsOf(entity)}`);
  const body: JsonObject = isActed(entity) ? rest : content;
  const errors = pointersInto(entity, validate(requestOf(type), body));
  if (errors.length === 0) return { ...type, entity, body };
  return {
    refused: { code: 'VALIDATION_FAILED', reason: 'the record has fields that are not valid', errors },
  };
}

/** Findings about a body as findings about the record that it is in. */
export function pointersInto(entity: string, errors: readonly FieldError[]): readonly FieldError[] {
  return errors.map(({ pointer, detail }) => ({ pointer: `/${entity}${pointer}`, detail }));
}

function refusal(reason: string): { readonly refused: Refusal } {
  return { refused: { code: 'VALIDATION_FAILED', reason } };
}

function isActed(entity: string): boolean {
  return !Object.hasOwn(REQUEST_TYPES[entity] ?? {}, '');
}

function actionsOf(entity: string): string {
  return Object.keys(REQUEST_TYPES[entity] ?? {}).join(', ');
}

/** Whatever the action's case: the seed itself writes AddorUpdate. */
function requestType(entity: string, action: JsonValue | undefined): RequestType | undefined {
  if (!isEntity(entity)) return undefined;
  const types = REQUEST_TYPES[entity] ?? {};
  if (!isActed(entity)) return types[''];
  const wanted = typeof action === 'string' ? action.toLowerCase() : undefined;
  return Object.entries(types).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

const OPERATIONS = [
  ADD_OR_UPDATE_CUSTOMER,
  DELETE_CUSTOMER,
  MERGE_CUSTOMERS,
  POST_TRANSACTION,
  ACTIVATE_INSTRUMENT,
  DEACTIVATE_INSTRUMENT,
];
const REQUESTS = new Map(OPERATIONS.map(({ service, method, request }) => [`${service} ${method}`, request]));

function requestOf({ service, method }: RequestType): Shape {
  const request = REQUESTS.get(`${service} ${method}`);
  if (request === undefined) throw new AppError('INTERNAL', `there is no operation ${method}`);
  return request;
}
