import type { APIGatewayProxyResult } from 'aws-lambda';
import { type JsonObject, type JsonValue, stringifyJson } from '../../lambda/domain/json.ts';
import type { CommandApiHandler } from '../../lambda/runtime/command-api.ts';
import { answerBody, gatewayEvent, lambdaContext } from './gateway-event.ts';

/** What the API answered: its status and body. */
export interface ServiceAnswer {
  readonly status: number;
  readonly body: JsonObject;
  readonly raw: APIGatewayProxyResult;
}

/** The environment in which the functions of the services stand, but for their tables' contents. */
export const SERVICES_ENVIRONMENT_VALUES = {
  RECORDS_TABLE: 'Records',
  LEDGER_TABLE: 'Ledger',
  STAGE: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
} as const;

const CRM_CALLER = { subject: 'subject-1', clientId: 'crm', roles: 'crm' };

/** Calls a service's method as the gateway does. */
export async function postService(
  handler: CommandApiHandler,
  {
    service,
    method,
    body,
    headers,
  }: {
    readonly service: string;
    readonly method: string;
    readonly body: JsonValue;
    readonly headers?: Record<string, string>;
  },
): Promise<ServiceAnswer> {
  const event = gatewayEvent({
    resource: '/services/{service}/{method}',
    path: { service: encodeURIComponent(service), method },
    body: stringifyJson(body),
    authorizer: CRM_CALLER,
    ...(headers && { headers }),
  });
  const raw = await handler(event, lambdaContext());
  return { status: raw.statusCode, body: answerBody(raw), raw };
}

/** Reads a customer as the gateway does. */
export async function getCustomer(handler: CommandApiHandler, customerID: string): Promise<ServiceAnswer> {
  const event = gatewayEvent({
    method: 'GET',
    resource: '/customers/{customerID}',
    path: { customerID: encodeURIComponent(customerID) },
    authorizer: CRM_CALLER,
  });
  const raw = await handler(event, lambdaContext());
  return { status: raw.statusCode, body: answerBody(raw), raw };
}
