import type { FieldError } from '../domain/app-error.ts';
import { childPointer, isJsonObject } from '../domain/json.ts';
import { MAX_RECORDS_PER_REQUEST, MAX_SOURCES_PER_ORDER } from './contract.ts';
import { decompose, reachableFrom } from './decompose.ts';
import type { WorkedOutOrder } from './order-records.ts';
import type { ResolvedOrder } from './order-versions.ts';
import type { OrderedCatalog, ProductSpecification } from './read-catalog.ts';
import { type SubmittedOrder, type SubmittedPart, textOf } from './submitted-order.ts';

/** The global keys that the items of these orders are specified by, each once. */
export function globalKeysOf(orders: readonly SubmittedOrder[]): readonly string[] {
  return [...new Set(orders.flatMap((order) => order.items.flatMap((item) => globalKeyOf(item) ?? [])))];
}

/** Finds each item's specification in the catalog and decomposes the orders. Errors are of items and of whole orders. */
export function workOutOrders(
  resolved: readonly ResolvedOrder[],
  catalog: OrderedCatalog,
): { readonly orders: readonly WorkedOutOrder[]; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const orders = resolved.map((version): WorkedOutOrder => {
    const { items, pointer } = version.order;
    const specifications = items.map((item) => specificationOf(item, catalog));
    errors.push(...checkSpecifications(items, { specifications, catalog }));
    const sources = items.map((item, place) => ({
      specification: specifications[place]?.id,
      action: textOf(item, 'action'),
    }));
    const downstream = decompose(sources, catalog.specifications);
    if (downstream === undefined)
      errors.push({ pointer: childPointer(pointer, 'orderItems'), detail: TOO_MUCH });
    return { ...version, specifications, downstream: downstream ?? [] };
  });
  return { orders, errors };
}

const TOO_MUCH =
  `decomposes into more than an order can hold: ${MAX_RECORDS_PER_REQUEST} downstream items, which name ` +
  `${MAX_SOURCES_PER_ORDER} sources altogether. Split the order, or let its products decompose into less`;

function checkSpecifications(
  items: readonly SubmittedPart[],
  known: { specifications: readonly (ProductSpecification | undefined)[]; catalog: OrderedCatalog },
): readonly FieldError[] {
  const { specifications } = known.catalog;
  const missing = new Map<string, string | undefined>();
  const firstMissing = (id: string): string | undefined => {
    if (!missing.has(id))
      missing.set(
        id,
        [...reachableFrom(id, specifications)].find((below) => !specifications.has(below)),
      );
    return missing.get(id);
  };
  return items.flatMap((item, place) => {
    const globalKey = globalKeyOf(item);
    if (globalKey === null) return [];
    const pointer = childPointer(childPointer(item.pointer, 'specifiedBy'), 'globalKey');
    const id = known.specifications[place]?.id;
    if (id === undefined) {
      const detail = `no product specification has the global key ${globalKey}; put it by PUT /catalog/product-specifications/{id}`;
      return [{ pointer, detail }];
    }
    const below = firstMissing(id);
    if (below === undefined) return [];
    const detail = `its product specification ${id} decomposes into ${below}, which is not in the catalog; put it by PUT /catalog/product-specifications/${below}`;
    return [{ pointer, detail }];
  });
}

function specificationOf(item: SubmittedPart, catalog: OrderedCatalog): ProductSpecification | undefined {
  const id = catalog.idByGlobalKey.get(globalKeyOf(item) ?? '');
  return id === undefined ? undefined : catalog.specifications.get(id);
}

function globalKeyOf(item: SubmittedPart): string | null {
  const product = item.json.specifiedBy;
  return isJsonObject(product) && typeof product.globalKey === 'string' ? product.globalKey : null;
}
