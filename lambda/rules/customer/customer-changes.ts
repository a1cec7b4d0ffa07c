import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.ts';
import { type Change, type Fields, RECORD_ATTRIBUTES, textField } from '../../domain/record.ts';
import { eventTimestamp } from '../../domain/timestamp.ts';
import { CUSTOMER } from '../../model/customer.ts';
import { numberTextsOf } from '../../model/number-texts.ts';
import { sameJson } from '../same-json.ts';
import { customerKey, customerUpdate, type StandingCustomer } from './standing-customer.ts';

/** The insert of a customer that is not there. `house`: attributes of the house that go with it. */
export function customerInsert(
  body: JsonObject,
  { now, house = {} }: { now: number; house?: Fields },
): Change {
  const customerID = String(body.customerID);
  const timestamp = eventTimestamp(now);
  return {
    action: 'insert',
    key: customerKey(customerID),
    fields: {
      ...body,
      id: customerID,
      'Object Type': CUSTOMER.type,
      Created: timestamp,
      Modified: timestamp,
      ...numberTextsOf(body),
      ...house,
    },
  };
}

/** The update that makes a customer what it shall be: none when it is so already. */
export function customerUpdates(
  standing: StandingCustomer,
  { after, now }: { after: JsonObject; now: number },
): readonly Change[] {
  const changed = Object.fromEntries(
    Object.entries(after).filter(([field, value]) => !sameJson(value, standing.body[field])),
  );
  if (Object.keys(changed).length === 0) return [];
  return [customerUpdate(standing, { changed, now, house: summaryYear(standing, after) })];
}

/** A year-to-date summary that somebody sets is no longer known to be about the year that the transactions were in. */
function summaryYear({ body, record }: StandingCustomer, after: JsonObject): Fields {
  const { summaryYear: year } = RECORD_ATTRIBUTES;
  const isSame = sameJson(yearToDate(body), yearToDate(after));
  return isSame || textField(record.fields, year) === undefined ? {} : { [year]: null };
}

function yearToDate({ entityInformation: entity }: JsonObject): JsonValue {
  if (!isJsonObject(entity)) return null;
  return Object.values(entity).map((kind) => (isJsonObject(kind) && kind.yearToDateActivitySummary) || null);
}
