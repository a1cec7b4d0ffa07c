/** What came in one Kinesis record. */
export interface StreamEvent {
  /** The record's data as it came: UTF-8 JSON. */
  readonly bytes: Uint8Array;
  /** The record's partition key: the account that owns the record whose change this is. */
  readonly account: string;
  /** The fields of the event, numbers as RawJSON with all their digits. Undefined when the data is no JSON object. */
  readonly fields: EventFields | undefined;
  /** `_event_id`, the same for every copy of an event. Undefined when there is none: then it cannot be a known copy. */
  readonly eventId: string | undefined;
}

/** The fields of an event by label, numbers as their exact text. */
export type EventFields = Readonly<Record<string, unknown>>;

/** An event from a record's data and partition key. In the CloudEvents format the fields stand under `data`; both formats give the same. */
export function streamEvent(bytes: Uint8Array, account: string): StreamEvent {
  const envelope = jsonObject(new TextDecoder().decode(bytes));
  const fields =
    envelope !== undefined && 'specversion' in envelope && isObject(envelope.data) ? envelope.data : envelope;
  const eventId = fields?._event_id;
  return { bytes, account, fields, eventId: typeof eventId === 'string' ? eventId : undefined };
}

/**
 * JSON.parse that loses no digit: 77405618597879914 and -20.00 become RawJSON, which JSON.stringify writes as it came.
 * `BigInt(value.rawJSON)` is its value when it is an integer. Throws SyntaxError when the text is not JSON.
 */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source: string }) =>
    typeof value === 'number' && context !== undefined ? JSON.rawJSON(context.source) : value,
  );
}

function jsonObject(text: string): EventFields | undefined {
  try {
    const value = parseExactly(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is EventFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}
