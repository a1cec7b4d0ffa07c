import { catalogKey, globalKeyName } from '../domain/catalog-names.ts';
import type { NamedThing } from '../domain/commit.ts';
import { isJsonArray, isJsonNumber, isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';
import { type StoredRecord, textField } from '../domain/record.ts';
import { MAX_RECORDS_PER_REQUEST } from './contract.ts';
import type { Specification } from './decompose.ts';
import type { OrderReader } from './ports.ts';

/** A product specification as orders use it. */
export interface ProductSpecification extends Specification {
  readonly planDefinition: string | null;
  /** The attributes that its items begin with. */
  readonly characteristicValues: JsonObject;
}

/** The part of the catalog that some orders need. */
export interface OrderedCatalog {
  readonly idByGlobalKey: ReadonlyMap<string, string>;
  /** By id: those that items name, and all that they decompose into. One that is missing is not there. */
  readonly specifications: ReadonlyMap<string, ProductSpecification>;
}

/** Finds the specifications with these global keys, and what they decompose into: one read for each level. */
export async function readCatalog(
  reader: OrderReader,
  globalKeys: readonly string[],
): Promise<OrderedCatalog> {
  const named = await reader.names(globalKeys.map((key) => globalKeyName('Product Specification', key)));
  const idByGlobalKey = new Map(named.flatMap(idOfName));
  const specifications = new Map<string, ProductSpecification>();
  const asked = new Set<string>();
  let level = new Set(idByGlobalKey.values());
  // Nobody reads on once there is more than an order may decompose into anyhow.
  while (level.size > 0 && asked.size <= 2 * MAX_RECORDS_PER_REQUEST) {
    for (const id of level) asked.add(id);
    const records = await reader.records([...level].map((id) => catalogKey('Product Specification', id)));
    const found = records.flatMap((record) => (record === undefined ? [] : [productSpecification(record)]));
    for (const specification of found) specifications.set(specification.id, specification);
    level = new Set(found.flatMap(({ decomposesInto }) => decomposesInto.filter((id) => !asked.has(id))));
  }
  return { idByGlobalKey, specifications };
}

function idOfName(thing: NamedThing | undefined): [string, string][] {
  const id = thing?.value.id;
  return thing !== undefined && isJsonNumber(id) ? [[thing.name, id.rawJSON]] : [];
}

function productSpecification({ key, fields }: StoredRecord): ProductSpecification {
  const into = fields['Decomposes Into'];
  const characteristics = fields['Characteristic Values'];
  return {
    id: key.id,
    name: textField(fields, 'Name') ?? null,
    decomposesInto: isJsonArray(into) ? into.flatMap((id) => digitsOf(id) ?? []) : [],
    planDefinition: digitsOf(fields['Plan Definition']),
    characteristicValues: isJsonObject(characteristics) ? characteristics : {},
  };
}

function digitsOf(value: JsonValue | undefined): string | null {
  return isJsonNumber(value) ? value.rawJSON : null;
}
