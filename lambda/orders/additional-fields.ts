import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';
import type { ObjectType } from '../model/object-type.ts';

/** An object of the answer in its submitted form, and those that its paths can lead to. */
export interface QueriedObject {
  readonly type: ObjectType;
  readonly json: JsonObject;
  /** What `Order.` leads to. */
  readonly order?: QueriedObject | undefined;
  /** What `OrderItem.` leads to; null when the object names no item. */
  readonly item?: QueriedObject | null;
}

/**
 * The value of a Salesforce path such as `Order.Account.Name`: a key of the submitted `fields`; else a field that the
 * model knows by that name; else what the order or the order item says to the rest of it. Undefined: nobody knows the path.
 */
export function additionalField(object: QueriedObject, path: string): JsonValue | undefined {
  const submitted = object.json.fields;
  if (isJsonObject(submitted) && Object.hasOwn(submitted, path)) return submitted[path];
  const field = object.type.fields.find(({ salesforceName }) => salesforceName === path);
  if (field?.name !== undefined) return plainValue(path, object.json[field.name]);
  if (object.order !== undefined && path.startsWith('Order.')) {
    return additionalField(object.order, path.slice('Order.'.length));
  }
  if (object.item !== undefined && path.startsWith('OrderItem.')) {
    return object.item === null ? null : additionalField(object.item, path.slice('OrderItem.'.length));
  }
  return undefined;
}

/** What could have been asked of such objects, for who asked for something else. */
export function knownPaths(objects: readonly QueriedObject[]): readonly string[] {
  const [first] = objects;
  const modelled = first?.type.fields.flatMap(({ salesforceName }) => salesforceName ?? []) ?? [];
  const submitted = objects.flatMap(({ json }) =>
    isJsonObject(json.fields) ? Object.keys(json.fields) : [],
  );
  const prefixes = [
    ...(first?.order === undefined ? [] : ['Order.<path of Order>']),
    ...(first?.item === undefined ? [] : ['OrderItem.<path of OrderItem>']),
  ];
  return [...new Set([...modelled, ...submitted]), ...prefixes];
}

/** The interface keeps some global keys in an object of their own. */
function plainValue(path: string, value: JsonValue | undefined): JsonValue {
  const isGlobalKey = path.endsWith('GlobalKey__c') && isJsonObject(value);
  return (isGlobalKey ? value.globalKey : value) ?? null;
}
