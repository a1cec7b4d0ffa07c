import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambda/adapters/dynamodb/attribute-value.ts';

/** A table's items by their place (a text of both keys), and again by partition, so that a query looks at no other. */
export class FakeTable {
  /** Names of the partition key and the sort key. */
  readonly keys: readonly [string, string];
  readonly items = new Map<string, Item>();
  readonly #partitions = new Map<string, Map<string, Item>>();

  constructor(keys: readonly [string, string]) {
    this.keys = keys;
  }

  /** The items with this partition key, in no order. */
  partition(value: AttributeValue | undefined): Iterable<Item> {
    return this.#partitions.get(keyText(value))?.values() ?? [];
  }

  put(place: string, item: Item): void {
    this.items.set(place, item);
    const name = keyText(item[this.keys[0]]);
    const partition = this.#partitions.get(name) ?? new Map<string, Item>();
    this.#partitions.set(name, partition.set(place, item));
  }

  remove(place: string): void {
    const item = this.items.get(place);
    this.items.delete(place);
    this.#partitions.get(keyText(item?.[this.keys[0]]))?.delete(place);
  }
}

function keyText(value: AttributeValue | undefined): string {
  return value?.S ?? value?.N ?? '';
}
